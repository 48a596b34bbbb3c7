"""A page as a tester reads it: its name, its links, its forms, and what is wrong with it.

Read with the standard library's tokenizer, which is quick enough for thousands of pages; that
the HTML is valid is html5lib's to say.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_UNSEEN = {"hidden", "submit", "button", "reset", "image"}
_ACTIVE = {"style", "iframe", "object", "embed", "base", "applet", "marquee"}
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_HTMX = ("hx-get", "hx-post", "hx-put", "hx-delete", "hx-patch")


@dataclass
class Form:
    """One form with what it would send as it stands."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: int = 0
    """Submit buttons that are not disabled."""


@dataclass
class Control:
    """A field that people fill in or a button that they press."""

    tag: str
    id: str
    name: str
    labelled: bool


@dataclass
class Page:
    """What stands on one page."""

    title: str = ""
    h1: int = 0
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    fetched: list[tuple[str, str]] = field(default_factory=list)
    """htmx addresses with their method."""
    forms: list[Form] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    labels_for: set[str] = field(default_factory=set)
    inline: list[str] = field(default_factory=list)
    """Scripts, styles and handlers that stand in the page."""

    def faults(self) -> list[str]:
        """Everything that is wrong, in words."""
        found = [f"inline {one}" for one in self.inline]
        if not self.title.strip():
            found.append("no title")
        if self.h1 != 1:
            found.append(f"{self.h1} h1")
        twice = {one for one in self.ids if self.ids.count(one) > 1}
        found += [f"id {one} is there twice" for one in sorted(twice)]
        found += [
            f"{one.tag} {one.name or one.id} has no label"
            for one in self.controls
            if not one.labelled and one.id not in self.labels_for
        ]
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[str] = []
        self.form: Form | None = None
        self.named: dict[str, Form] = {}
        self.label = 0
        self.off = 0
        self.textarea: tuple[str, Form | None] | None = None
        self.select: tuple[str, Form | None] | None = None
        self.button: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self.open.append(tag)
        if "id" in told and "svg" not in self.open:
            self.page.ids.append(told["id"])
        if self.button is not None and (told.get("aria-label") or told.get("alt")):
            self.button.labelled = True
        self.page.h1 += tag == "h1"
        self._refuse(tag, told)
        self._link(tag, told)
        self._group(tag, told)
        if tag == "option":
            self._option(told)
        elif tag == "button" or (tag == "input" and told.get("type") in {"submit", "image"}):
            self._press(tag, told)
        elif tag in {"input", "select", "textarea"} and told.get("type") != "button":
            self._fill_in(tag, told)

    def _refuse(self, tag: str, told: dict[str, str]) -> None:
        found = self.page.inline
        if "style" in told:
            found.append("style attribute")
        found += [name for name in told if name.startswith(("on", "hx-on"))]
        if tag in _ACTIVE or (tag == "script" and "src" not in told):
            found.append(tag)
        address = told.get("href", told.get("src", told.get("action", ""))).strip().lower()
        if address.startswith(("javascript:", "data:text", "vbscript:")):
            found.append(address)

    def _link(self, tag: str, told: dict[str, str]) -> None:
        if tag == "a" and "href" in told:
            self.page.links.append(told["href"])
        self.page.fetched += [(name[3:], told[name]) for name in _HTMX if name in told]

    def _group(self, tag: str, told: dict[str, str]) -> None:
        if tag == "label":
            self.label += 1
            self.page.labels_for.add(told.get("for", ""))
        if tag == "fieldset" and ("disabled" in told or self.off):
            self.off += 1
        if tag == "form":
            self.form = Form(told.get("action", ""), told.get("method", "get").lower())
            self.named[told.get("id", "")] = self.form
            # What lies in a template is filled in by a script before it is shown.
            if "template" not in self.open:
                self.page.forms.append(self.form)

    def _owner(self, told: dict[str, str]) -> Form | None:
        """The form that a control is sent with; none where it is disabled."""
        if "disabled" in told or self.off:
            return None
        return self.named.get(told["form"]) if "form" in told else self.form

    def _press(self, tag: str, told: dict[str, str]) -> None:
        owner = self._owner(told)
        if owner is not None and told.get("type") != "button":
            owner.buttons += 1
            if told.get("name") and owner.buttons == 1:
                owner.fields.append((told["name"], told.get("value", "")))
        if tag == "button":
            self.button = self._control(tag, told)

    def _option(self, told: dict[str, str]) -> None:
        name, form = self.select or ("", None)
        if form is not None and ("selected" in told or name not in dict(form.fields)):
            form.fields = [one for one in form.fields if one[0] != name]
            form.fields.append((name, told.get("value", "")))

    def _fill_in(self, tag: str, told: dict[str, str]) -> None:
        name, kind = told.get("name", ""), told.get("type", "")
        if kind not in _UNSEEN:
            self._control(tag, told).labelled |= self.label > 0
        kept = self._owner(told) if name else None
        if tag == "textarea":
            self.textarea = (name, kept)
        elif tag == "select":
            self.select = (name, kept)
            return
        chosen = kind not in {"checkbox", "radio"} or "checked" in told
        if kept is not None and kind != "file" and chosen:
            kept.fields.append((name, told.get("value", "on" if kind == "checkbox" else "")))

    def _control(self, tag: str, told: dict[str, str]) -> Control:
        labelled = bool(told.get("aria-label") or told.get("aria-labelledby"))
        made = Control(tag, told.get("id", ""), told.get("name", ""), labelled)
        self.page.controls.append(made)
        return made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag == "label":
            self.label -= 1
        elif tag == "fieldset" and self.off:
            self.off -= 1
        elif tag == "form":
            self.form = None
        elif tag == "textarea":
            self.textarea = None
        elif tag == "select":
            self.select = None
        elif tag == "button":
            self.button = None

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.page.title += data
        if self.button is not None and data.strip():
            self.button.labelled = True
        name, form = self.textarea or ("", None)
        if form is not None:
            text = dict(form.fields).get(name, "") + data
            form.fields = [*(one for one in form.fields if one[0] != name), (name, text)]


def read_page(text: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page


def words_of(page: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
