"""What a contract says of itself, before any endpoint: who keeps it, where it is served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.design.contract import Contract


def contract_facts(contract: Contract | None) -> list[tuple[str, str]]:
    """Name and value of each, in the order of the specification; those not stated are left out.

    The description, which is Markdown, is not among them.
    """
    if contract is None:
        return []
    info = contract.info
    rows = [
        ("API", " ".join(_texts(info, "title", "version"))),
        ("Summary", " ".join(_texts(info, "summary"))),
        ("Servers", ", ".join(map(_described, contract.servers))),
        ("Contact", ", ".join(_texts(info.get("contact"), "name", "email", "url"))),
        ("Licence", ", ".join(_texts(info.get("license"), "name", "identifier", "url"))),
        ("Terms of service", " ".join(_texts(info, "termsOfService"))),
        ("Tags", "; ".join(map(_described, contract.tags))),
        ("More", ", ".join(_texts(contract.external_docs, "description", "url"))),
    ]
    return [(name, value) for name, value in rows if value]


def _texts(value: Any, *names: str) -> Iterator[str]:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, Mapping):
        found = (value.get(name) for name in names)
        yield from (
            " ".join(text.split()) for text in found if isinstance(text, str) and text.strip()
        )


def _described(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    first = [*_texts(value, "url", "name")]
    return ": ".join([" ".join(first), *_texts(value, "description")])
