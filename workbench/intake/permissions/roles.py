"""The roles of a document, and how its tables call them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from workbench.intake.collector import clean_key
from workbench.intake.markdown import inline
from workbench.intake.markdown.sections import folded, label
from workbench.intake.permissions.cells import STRUCK
from workbench.intake.permissions.names import Named, read_role, split_roles

#: Names of roles that are known as such everywhere.
PEOPLE = re.compile(
    folded(
        r"^(?:\w+ )?(?:admin\w*|owner|user|member|manager|editor|viewer|guest|visitor|moderator"
        r"|staff|operator|customer|client|seller|buyer|teacher|student|parent|doctor|patient|agent"
        r"|author|employee|supervisor|auditor|anonymous|public|developer|reviewer|approver"
        r"|partner|vendor"
        r"|benutzer|gast|utilisateur|invité|usuario|invitado|usuário|visitante|gestor|cliente"
        r"|مدير|مشرف|مستخدم|زائر|عضو|管理员|用户|游客|管理者|ユーザー|ゲスト|관리자|사용자"
        r"|пользователь"
        r"|администратор|гость)s?(?: \w+)?$"
    )
)
_TITLE_WORDS = 3


def is_person(title: str) -> bool:
    """Whether a title is that of people: `Admins`, `Shop owner`, and not `User management`."""
    title_words = label(title).split()
    return 0 < len(title_words) <= _TITLE_WORDS and PEOPLE.match(title_words[-1]) is not None


@dataclass
class RoleNames:
    """The roles a document defines, and the short names its matrices use for them."""

    _by_label: dict[str, str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def learn(self, raw: str) -> tuple[str, str]:
        """Name of a role and the rest of its cell: `**DM** (Decision Maker)`."""
        found = re.fullmatch(r"\s*(?:\*\*|`)([^*`]+)(?:\*\*|`)\s*(?:\(([^()]+)\))?\s*", raw)
        name, more = (found[1], found[2] or "") if found else (inline.name(raw), "")
        name = clean_key(name)
        if name:
            self._names.add(name)
            self._by_label.setdefault(label(name), name)
            if more:
                self._by_label.setdefault(label(more), name)
        return name, more.strip()

    def knows(self, raw: str) -> bool:
        """Whether a column's title is one of the roles."""
        return self._match(raw) is not None

    def find(self, raw: str) -> str:
        """The role that a title means; the title itself where no role is known by it.

        Empty where the title has no name in it.
        """
        if not label(inline.name(raw)):
            return ""
        return self._match(raw) or clean_key(inline.name(raw))

    def named(self, raw: str) -> Named:
        """The role that a title or a cell means, with the condition beside it."""
        exact = self._exact_role(raw)
        return Named(exact) if exact else read_role(raw)

    def roles_in_cell(self, raw: str) -> list[Named]:
        """The roles of a cell that may hold several."""
        exact = self._exact_role(raw)
        if exact:
            return [Named(exact)]
        return [self.named(split_role) for split_role in split_roles(raw, self._parts)]

    def _exact_role(self, raw: str) -> str:
        """The role that a text names letter for letter, or nothing."""
        exact = clean_key(inline.name(raw))
        return exact if exact in self._names and not STRUCK.search(raw) else ""

    def _parts(self, raw: str) -> bool:
        return self._match(raw) is not None or is_person(raw)

    def _match(self, raw: str) -> str | None:
        exact = clean_key(inline.name(raw))
        if exact in self._names:
            return exact
        wanted = label(inline.plain(raw))
        if wanted in self._by_label:
            return self._by_label[wanted]
        near = {
            name
            for known, name in self._by_label.items()
            if wanted
            and min(len(wanted), len(known)) > 3  # noqa: PLR2004 - shorter ones match too much
            and _shortens(*sorted((wanted, known), key=len))
        }
        return near.pop() if len(near) == 1 else None


def _shortens(short: str, long: str) -> bool:
    """Whether one name is the other cut off in a word, or with `role` or `user` left out."""
    rest = long[len(short) :]
    return long.startswith(short) and (" " not in rest or rest in {" role", " roles", " user"})
