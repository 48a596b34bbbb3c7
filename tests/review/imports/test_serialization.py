"""What was read from files comes back from its kept form as it was."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from workbench.design.design import DesignError
from workbench.intake.folder import read_files
from workbench.review.imports.serialization import dump_reading, load_reading

EXAMPLE = Path(__file__).resolve().parents[3] / "artifacts" / "example" / "order-service"
ODD = {
    "half \udcff.md": b"# PRD\n\n- **FR-001**: The system MUST list orders.\n",
    "large.yaml": b"openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    get:\n"
    b"      responses: {'200': {description: d, x-large: 123456789012345678901234567890}}\n",
    "odd.sql": "CREATE TABLE t (a text DEFAULT '\u2028');\n".encode(),
    "old.md": "Prix: 5 \u20ac".encode("cp1252"),
    "photo.png": b"\x89PNG\x00\x01",
    "empty.md": b"",
}


@pytest.mark.parametrize("files", [ODD, None], ids=["odd", "the example"])
def test_what_was_read_comes_back(files: dict[str, bytes] | None) -> None:
    given = files or {
        path.relative_to(EXAMPLE).as_posix(): path.read_bytes()
        for path in EXAMPLE.rglob("*")
        if path.is_file()
    }
    imported = read_files(given, opened=True)
    assert imported.items
    kept = dump_reading(imported)
    loaded = load_reading(kept, given)
    assert loaded.texts == imported.texts
    assert [(one.item, one.line) for one in loaded.items] == [
        (one.item, one.line) for one in imported.items
    ]
    # Parts hold plain data, in which a tuple becomes a list; kept again they are the same.
    assert dump_reading(loaded) == kept


def test_another_form_is_refused() -> None:
    for raw in (b"[]\n", b'{"form": 0}\n'):
        with pytest.raises(DesignError):
            load_reading(zlib.compress(raw), {})
