"""Folders, zips and single files as one, each told by its content."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.intake.markdown_documents import keys, read_shared, requirements
from tests.limits import Lower
from tests.shared_data import shared_data
from workbench.design.design import Design, design_to_json
from workbench.design.requirements import Requirement
from workbench.intake.folder import read_files, read_path
from workbench.intake.result import NoteLevel

PRD = "# Requirements\n- FR-1: sell\n- FR-2: buy\n"
FLOWS = (
    "# User flows\n## Flow: Buy\n**ID:** UF-1\n**Covers:** FR-001, FR-2\n### Happy Path\n1. Buy\n"
)


def test_names_do_not_decide() -> None:
    found = read_files({"a.txt": FLOWS.encode(), "flows.md": PRD.encode()})
    assert {source.path: source.kind for source in found.sources} == {
        "a.txt": "user-flows",
        "flows.md": "prd",
    }


def test_what_is_not_recognised_is_an_attachment_and_said_so() -> None:
    found = read_files(
        {"prd.md": PRD.encode(), "notes.md": b"Hello.", "logo.png": b"\x89PNG\0", "x.bin": b"\0\1"}
    )
    assert {source.path: source.kind for source in found.sources} == {
        "prd.md": "prd", "notes.md": "attachment", "logo.png": "attachment", "x.bin": "attachment",
    }  # fmt: skip
    assert {note.source: note.level for note in found.notes} == {
        "notes.md": "info",
        "logo.png": "info",
        "x.bin": "error",
    }


def test_a_folder_a_zip_and_files_read_the_same(tmp_path: Path) -> None:
    files = {"handoff/prd.md": PRD, "handoff/user-flows.md": FLOWS}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
    by_files = read_files({path: text.encode() for path, text in files.items()})
    zipped = read_files({"upload.zip": target.getvalue()})
    folder = read_path(tmp_path)
    assert by_files.items == zipped.items == folder.items
    assert by_files.sources == zipped.sources == folder.sources
    assert by_files.notes == zipped.notes == folder.notes


def test_covers_are_resolved_across_documents() -> None:
    found = read_files({"prd.md": PRD.encode(), "user-flows.md": FLOWS.encode()})
    flow = found.design().flows[0]
    assert flow.covers == ("FR-1", "FR-2")
    assert [note.message for note in found.notes] == [
        "UF-1 refers to FR-001; it is defined as FR-1, so the reference is changed to that"
    ]


def test_two_documents_that_contradict_are_not_mixed() -> None:
    other = b"# Requirements\n- FR-1: something else\n  - Priority: P1\n"
    found = read_files({"prd.md": PRD.encode(), "more.md": other})
    assert requirements(found)["FR-1"].text == "sell"
    assert requirements(found)["FR-1"].priority is None
    (note,) = [note for note in found.notes if note.level == "warning"]
    assert (note.source, note.line) == ("more.md", 2)


def test_a_design_is_read_exactly() -> None:
    design = Design(requirements=(Requirement(key="FR-1", text="sell"),))
    found = read_files({"design.json": design_to_json(design)})
    assert found.design().sha256 == design.sha256
    assert [source.kind for source in found.sources] == ["design"]


def test_a_package_that_nobody_touched_counts_as_its_design() -> None:
    design = Design(requirements=(Requirement(key="FR-1", text="sell", notes="kept"),))
    files = {"design.json": design_to_json(design), "prd.md": PRD.encode()}
    listed = [{"path": path, "sha256": sha256(data).hexdigest()} for path, data in files.items()]
    manifest = json.dumps({"files": listed}).encode()
    found = read_files({**files, "manifest.json": manifest})
    assert found.design().sha256 == design.sha256
    changed = {
        **files,
        "prd.md": PRD.replace("sell", "sell more").encode(),
        "manifest.json": manifest,
    }
    again = read_files(changed)
    assert requirements(again)["FR-1"].text == "sell more"
    assert any("changed since the export" in note.message for note in again.notes)


def test_a_newer_design_is_refused_with_the_reason() -> None:
    found = read_files({"design.json": b'{"schema_version": 999}'})
    assert not found.items
    assert "999" in found.errors[0].message


def test_links_and_hidden_folders_are_left_alone(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(PRD, "utf-8")
    folder = tmp_path / "given"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "prd.md").write_text(PRD, "utf-8")
    (folder / "link.md").symlink_to(secret)
    found = read_path(folder)
    assert not found.items
    assert [(note.source, note.level) for note in found.notes] == [("link.md", "error")]


def test_folders_deeper_than_are_read_are_cut(tmp_path: Path, lower: Lower) -> None:
    lower(folders=3)
    deep = tmp_path / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    (deep / "prd.md").write_text(PRD, "utf-8")
    found = read_path(tmp_path)
    assert not found.items
    assert [(error.source, "nested more than 3" in error.message) for error in found.errors] == [
        ("a/b/c", True)
    ]
    (tmp_path / "a" / "b" / "prd.md").write_text(PRD, "utf-8")
    assert requirements(read_path(tmp_path))


def test_a_link_to_a_folder_above_is_not_followed(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (tmp_path / "outside.md").write_text(PRD, "utf-8")
    (given / "above").symlink_to(tmp_path, target_is_directory=True)
    assert not read_path(given).items


def test_a_path_that_is_not_there_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        read_path(tmp_path / "nothing")


def test_nothing_given_is_nothing_read() -> None:
    found = read_files({})
    assert (found.items, found.notes, found.sources) == ((), (), ())


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("openapi/cafe.yaml", {"openapi"}),
        ("sql/chinook/chinook_postgresql.schema.sql", {"sql"}),
        ("prd/shape-ears.synthetic.md", {"prd"}),
        ("hostile/openapi-utf8-bom-crlf.yaml", {"openapi"}),
    ],
)
def test_formats_of_the_public_set(path: str, kinds: set[str]) -> None:
    shared_data()
    found = read_shared(path)
    assert {source.kind for source in found.sources} == kinds
    assert found.items


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: [[[[]]]]\n", 1, "nested deeper than 3 levels"),
        ("a: &a [1, 2]\nb: &b [*a, *a]\nc: [*b, *b, *b, *b]\n", 3, "more than 20 values"),
        ("a: 1\nb: !ours 2\n", 2, "tag !ours is not supported"),
        ("a: 1\nb: 1234567890123456789012345\n", 2, "more than 20 digits"),
    ],
)
def test_a_text_over_a_bound_is_refused_with_its_line(
    lower: Lower, text: str, line: int, why: str
) -> None:
    lower(levels=3, values=20, digits=20, aliased_characters=60)
    found = read_files({"a.yaml": text.encode()})
    assert not found.items
    (told,) = found.errors
    assert (told.source, told.line) == ("a.yaml", line)
    assert why in told.message


def test_a_binary_file_is_refused_with_its_reason() -> None:
    found = read_files({"prd.md": (shared_data() / "hostile/not-a-spec.txt").read_bytes()})
    assert not found.items
    assert [error.source for error in found.errors] == ["prd.md"]


def test_parts_of_a_split_openapi_document_are_no_documents() -> None:
    found = read_path(shared_data() / "openapi-multifile" / "redocly-museum-split")
    kinds = [source.kind for source in found.sources]
    assert kinds.count("openapi") == 1
    assert keys(found, "operation")


def test_too_many_files_are_refused_with_what_to_do(tmp_path: Path, lower: Lower) -> None:
    lower(files=30)
    names = [f"{number}.txt" for number in range(31)]
    for name in names:
        (tmp_path / name).touch()
    for found in (read_files(dict.fromkeys(names, b"")), read_path(tmp_path)):
        said = [note.message for note in found.notes if note.level is NoteLevel.error]
        assert len(said) == 1
        assert "more than 30 files" in said[0]
        assert "import only the folder with the design documents" in said[0]
    (tmp_path / names[0]).unlink()
    for found in (read_files(dict.fromkeys(names[1:], b"")), read_path(tmp_path)):
        assert not found.errors


def test_too_many_bytes_are_refused(tmp_path: Path, lower: Lower) -> None:
    lower(total_bytes=4_000)
    half = (PRD + "More words.\n" * 200).encode()[:2_001]
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_bytes(half)
    assert "more than 4,000 bytes" in read_files({"a.md": half, "b.md": half}).errors[0].message
    assert "4,000 bytes; the rest was not read" in read_path(tmp_path).errors[0].message
    (tmp_path / "alone.md").write_bytes(half * 2)
    assert "larger than 4,000 bytes" in read_path(tmp_path / "alone.md").errors[0].message
    assert requirements(read_files({"a.md": half}))


def test_small_archives_count_together(lower: Lower) -> None:
    lower(total_bytes=4_000)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", PRD + "More words.\n" * 160)
    given = {f"{name}/a.zip": made.getvalue() for name in "abc"}
    assert sum(map(len, given.values())) < 4_000
    found = read_files(given)
    assert not found.items
    assert "more than 4,000 bytes" in found.errors[0].message


def test_a_file_larger_than_is_read_is_left_out_and_said(tmp_path: Path, lower: Lower) -> None:
    lower(file_bytes=1_000)
    (tmp_path / "prd.md").write_text(PRD, "utf-8")
    (tmp_path / "large.md").write_text("More words.\n" * 100, "utf-8")
    found = read_path(tmp_path)
    assert requirements(found)
    assert [(error.source, "larger than 1,000" in error.message) for error in found.errors] == [
        ("large.md", True)
    ]
