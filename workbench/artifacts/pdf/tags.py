"""Tags as ISO 14289-1 (PDF/UA-1) wants them, where WeasyPrint writes others.

Entries of lists hold a label and a body and nothing else (7.2), headings skip no level (7.4.2), and
heads of tables say what they head (7.5).
"""

from __future__ import annotations

from typing import Any

import pydyf

#: Headings of people's own texts; they are always below ours.
_THEIR_HEADINGS = frozenset({"/H4", "/H5", "/H6"})
_OF_AN_ENTRY = frozenset({"/Lbl", "/LBody"})


def complete_structure(pdf: Any, parents: Any) -> None:  # noqa: ANN401 - pydyf has no types
    """Change the structure elements of a document before it is written.

    `parents` is the array of its parent tree: key, value, key, value.
    """
    elements = [
        pdf_object
        for pdf_object in pdf.objects
        if isinstance(pdf_object, pydyf.Dictionary)
        and pdf_object.free != "f"
        and pdf_object.get("S")
    ]
    for element in elements:
        match element["S"]:
            case "/LI":
                _entry(pdf, element, parents)
            case "/TH":
                _head(pdf, element)
            case kind if kind in _THEIR_HEADINGS:
                element["S"] = "/P"


def _head(pdf: Any, cell: Any) -> None:  # noqa: ANN401
    row = pdf.objects[_number(cell["P"])]
    part = pdf.objects[_number(row["P"])]
    attributes = cell.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
    attributes["Scope"] = "/Column" if part.get("S") == "/THead" else "/Row"


def _entry(pdf: Any, entry: Any, parents: Any) -> None:  # noqa: ANN401
    """Put what an entry of a list holds beside its label into a body."""
    held = list(entry["K"])
    loose = [element for element in held if not _is_of_an_entry(pdf, element)]
    if not loose:
        return
    body = pydyf.Dictionary(
        {"Type": "/StructElem", "S": "/LBody", "P": entry.reference, "K": pydyf.Array(loose)}
    )
    if "Pg" in entry:
        body["Pg"] = entry["Pg"]
    pdf.add_object(body)
    entry["K"] = pydyf.Array(
        [*(element for element in held if element not in loose), body.reference]
    )
    for element in loose:
        if isinstance(element, int):
            _move_mark(parents, element, entry.reference, body.reference)
        else:
            pdf.objects[_number(element)]["P"] = body.reference


def _move_mark(parents: Any, mark: int, old: bytes, new: bytes) -> None:  # noqa: ANN401
    for value in parents[1::2]:
        if isinstance(value, list) and mark < len(value) and value[mark] == old:
            value[mark] = new


def _is_of_an_entry(pdf: Any, element: Any) -> bool:  # noqa: ANN401
    return not isinstance(element, int) and pdf.objects[_number(element)].get("S") in _OF_AN_ENTRY


def _number(reference: Any) -> int:  # noqa: ANN401
    return int(bytes(reference).split()[0])
