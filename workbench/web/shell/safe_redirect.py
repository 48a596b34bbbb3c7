"""Addresses that a request asks to be sent on to: only places of this site are followed."""

from __future__ import annotations


def own_address(asked: str | None) -> str:
    r"""The asked address if it is a path of this site, else nothing.

    Browsers read a backslash as a slash and drop tabs and line breaks, so that `/\host` and
    `/<tab>/host` would lead to another machine.
    """
    if not asked or not asked.startswith("/") or asked.startswith("//"):
        return ""
    return asked if asked.isprintable() and "\\" not in asked else ""
