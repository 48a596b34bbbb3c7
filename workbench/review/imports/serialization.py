"""What was read from the files of a pending import, as it is kept beside them.

The texts are not kept a second time: they are decoded from the files again, which is quick.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import orjson

from workbench.design.design import DesignError, load_json, parse_item
from workbench.intake.files.encoding import NotTextError, decode
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem, ReadPart, Source

_BINARY = "binary"
_FORM = 1


def dump_reading(imported: Imported) -> bytes:
    """All that was read but the texts, packed: a line for the whole, then a line per item."""
    whole = {
        "form": _FORM,
        "sources": [[source.path, source.kind, source.encoding] for source in imported.sources],
        "notes": [
            [note.source, note.line, note.level.value, note.message] for note in imported.notes
        ],
    }
    # Item by item, because a copy of all of them at once is as large as what was read.
    packer = zlib.compressobj(1)
    parts = [packer.compress(_line(whole))]
    parts += [packer.compress(_line(_row(item))) for item in imported.items]
    return b"".join([*parts, packer.flush()])


def load_reading(kept: bytes, files: Mapping[str, bytes]) -> Imported:
    """Undo `dump_reading`. Raises DesignError for what another version of the programme kept."""
    first, *rows = zlib.decompress(kept).splitlines()
    whole = _load(first)
    if not isinstance(whole, dict) or whole.get("form") != _FORM:
        raise DesignError("kept in another form")
    return Imported(
        sources=tuple(Source(*fields) for fields in whole["sources"]),
        items=tuple(_item(*_load(row)) for row in rows),
        notes=tuple(
            Note(source, line, NoteLevel(level), message)
            for source, line, level, message in whole["notes"]
        ),
        texts=_texts(files, whole["sources"]),
    )


def _row(read_item: ReadItem) -> list[Any]:
    return [
        read_item.kind,
        read_item.item.model_dump(exclude_defaults=True),
        read_item.source,
        read_item.line,
        read_item.end_line,
        [[part.kind, part.key, part.line, part.data] for part in read_item.parts],
    ]


def _line(value: object) -> bytes:
    try:
        return orjson.dumps(value) + b"\n"
    except TypeError:
        # A path may hold half a character, an example a number beyond 64 bits.
        return json.dumps(value).encode() + b"\n"


def _load(raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return load_json(raw)
    except DesignError:
        return json.loads(raw)


def _item(  # noqa: PLR0917 - the members of a row, in its order
    kind: str, body: dict[str, Any], source: str, line: int, end_line: int, parts: list[list[Any]]
) -> ReadItem:
    return ReadItem(
        parse_item(kind, body), source, line, end_line, tuple(ReadPart(*part) for part in parts)
    )


def _texts(files: Mapping[str, bytes], sources: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    texts = {}
    for path in sorted(path for path, _, encoding in sources if encoding != _BINARY):
        if path in files:
            with suppress(NotTextError):
                texts[path] = decode(files[path]).text
    return texts
