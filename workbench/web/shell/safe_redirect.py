"""Redirect targets from requests: only paths of this site are allowed."""

from __future__ import annotations


def safe_redirect_target(address: str | None) -> str:
    r"""The address if it is a path of this site, else the empty string.

    Browsers read a backslash as a slash and drop tabs and line breaks, so that `/\host` and
    `/<tab>/host` would lead to another machine.
    """
    if not address or not address.startswith("/") or address.startswith("//"):
        return ""
    return address if address.isprintable() and "\\" not in address else ""
