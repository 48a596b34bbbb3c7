"""Serialization of what was read from the files of a pending import.

The texts are left out: they are decoded from the stored files again, which is quick.
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
    """Everything but the texts, compressed: a header line, then a line per item."""
    header = {
        "form": _FORM,
        "sources": [[source.path, source.kind, source.encoding] for source in imported.sources],
        "notes": [
            [note.source, note.line, note.level.value, note.message] for note in imported.notes
        ],
    }
    # Item by item, because a copy of all of them at once would double the memory used.
    packer = zlib.compressobj(1)
    parts = [packer.compress(_line(header))]
    parts += [packer.compress(_line(_row(item))) for item in imported.items]
    return b"".join([*parts, packer.flush()])


def load_reading(body: bytes, files: Mapping[str, bytes]) -> Imported:
    """Undo `dump_reading`. Raises DesignError if another version of the product wrote it."""
    first, *rows = zlib.decompress(body).splitlines()
    header = _load(first)
    if not isinstance(header, dict) or header.get("form") != _FORM:
        raise DesignError("stored in another format")
    return Imported(
        sources=tuple(Source(*fields) for fields in header["sources"]),
        items=tuple(_item(_load(row)) for row in rows),
        notes=tuple(
            Note(source, line, NoteLevel(level), message)
            for source, line, level, message in header["notes"]
        ),
        texts=_texts(files, header["sources"]),
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


def _item(row: list[Any]) -> ReadItem:
    """Undo `_row`."""
    kind, body, source, line, end_line, parts = row
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
