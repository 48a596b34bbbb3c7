"""Read a page for tests: its title, links, forms and controls, and its faults.

Uses the standard library's tokenizer, which is fast enough for thousands of pages; html5lib
checks that the HTML is valid.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_UNSEEN = {"hidden", "submit", "button", "reset", "image"}
_ACTIVE = {"style", "iframe", "object", "embed", "base", "applet", "marquee"}
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_QUOTED = re.compile(r"""\"[^\"]*\"|'[^']*'""")
#: Behind a quoted value, here without its text, an attribute begins without a space.
_GLUED = re.compile(r"""\"\"[^\s/>]""")
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
    """The parts of one page that tests look at."""

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
    """Scripts, styles and event handlers within the page."""
    glued: list[str] = field(default_factory=list)
    """Start tags with two attributes that no space separates."""

    def faults(self) -> list[str]:
        """Everything that is wrong, one sentence each."""
        found = [f"inline {name}" for name in self.inline]
        found += [f"no space between two attributes of {tag}" for tag in self.glued]
        if not self.title.strip():
            found.append("no title")
        if self.h1 != 1:
            found.append(f"{self.h1} h1")
        duplicates = {id_ for id_ in self.ids if self.ids.count(id_) > 1}
        found += [f"id {id_} is used twice" for id_ in sorted(duplicates)]
        found += [
            f"{control.tag} {control.name or control.id} has no label"
            for control in self.controls
            if not control.labelled and control.id not in self.labels_for
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
        attributes = {name: value or "" for name, value in attrs}
        start_tag = self.get_starttag_text() or ""
        if _GLUED.search(_QUOTED.sub('""', start_tag)):
            self.page.glued.append(start_tag)
        if tag not in _VOID:
            self.open.append(tag)
        if "id" in attributes and "svg" not in self.open:
            self.page.ids.append(attributes["id"])
        if self.button is not None and (attributes.get("aria-label") or attributes.get("alt")):
            self.button.labelled = True
        self.page.h1 += tag == "h1"
        self._refuse(tag, attributes)
        self._link(tag, attributes)
        self._group(tag, attributes)
        if tag == "option":
            self._option(attributes)
        elif tag == "button" or (tag == "input" and attributes.get("type") in {"submit", "image"}):
            self._press(tag, attributes)
        elif tag in {"input", "select", "textarea"} and attributes.get("type") != "button":
            self._fill_in(tag, attributes)

    def _refuse(self, tag: str, attributes: dict[str, str]) -> None:
        found = self.page.inline
        if "style" in attributes:
            found.append("style attribute")
        found += [name for name in attributes if name.startswith(("on", "hx-on"))]
        if tag in _ACTIVE or (tag == "script" and "src" not in attributes):
            found.append(tag)
        address = (
            attributes.get("href", attributes.get("src", attributes.get("action", "")))
            .strip()
            .lower()
        )
        if address.startswith(("javascript:", "data:text", "vbscript:")):
            found.append(address)

    def _link(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "a" and "href" in attributes:
            self.page.links.append(attributes["href"])
        self.page.fetched += [(name[3:], attributes[name]) for name in _HTMX if name in attributes]

    def _group(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "label":
            self.label += 1
            self.page.labels_for.add(attributes.get("for", ""))
        if tag == "fieldset" and ("disabled" in attributes or self.off):
            self.off += 1
        if tag == "form":
            self.form = Form(attributes.get("action", ""), attributes.get("method", "get").lower())
            self.named[attributes.get("id", "")] = self.form
            # What lies in a template is filled in by a script before it is shown.
            if "template" not in self.open:
                self.page.forms.append(self.form)

    def _owner(self, attributes: dict[str, str]) -> Form | None:
        """The form that a control is sent with; none where it is disabled."""
        if "disabled" in attributes or self.off:
            return None
        return self.named.get(attributes["form"]) if "form" in attributes else self.form

    def _press(self, tag: str, attributes: dict[str, str]) -> None:
        owner = self._owner(attributes)
        if owner is not None and attributes.get("type") != "button":
            owner.buttons += 1
            if attributes.get("name") and owner.buttons == 1:
                owner.fields.append((attributes["name"], attributes.get("value", "")))
        if tag == "button":
            self.button = self._control(tag, attributes)

    def _option(self, attributes: dict[str, str]) -> None:
        name, form = self.select or ("", None)
        if form is not None and ("selected" in attributes or name not in dict(form.fields)):
            form.fields = [pair for pair in form.fields if pair[0] != name]
            form.fields.append((name, attributes.get("value", "")))

    def _fill_in(self, tag: str, attributes: dict[str, str]) -> None:
        name, kind = attributes.get("name", ""), attributes.get("type", "")
        if kind not in _UNSEEN:
            self._control(tag, attributes).labelled |= self.label > 0
        owner = self._owner(attributes) if name else None
        if tag == "textarea":
            self.textarea = (name, owner)
        elif tag == "select":
            self.select = (name, owner)
            return
        chosen = kind not in {"checkbox", "radio"} or "checked" in attributes
        if owner is not None and kind != "file" and chosen:
            owner.fields.append((name, attributes.get("value", "on" if kind == "checkbox" else "")))

    def _control(self, tag: str, attributes: dict[str, str]) -> Control:
        labelled = bool(attributes.get("aria-label") or attributes.get("aria-labelledby"))
        control = Control(tag, attributes.get("id", ""), attributes.get("name", ""), labelled)
        self.page.controls.append(control)
        return control

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
            form.fields = [*(pair for pair in form.fields if pair[0] != name), (name, text)]


def read_page(text: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page


def words_of(page: str) -> str:
    """The text of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
