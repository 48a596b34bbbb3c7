"""Alembic's offline SQL (`alembic upgrade head --sql`): a script with all steps of a plan."""

from __future__ import annotations

import re

from workbench.intake.migration_tools.tool import Direction, MarkedTool, StepText

#: Statements by which Alembic records the version, and its transactions around the steps.
_BOOKKEEPING = re.compile(
    r"^(?:BEGIN|COMMIT|(?:INSERT INTO|UPDATE|DELETE FROM|DROP TABLE) alembic_version\b[^\n]*);$",
    re.MULTILINE,
)


class Alembic(MarkedTool):
    """Alembic; the version of a step is the revision to which its upgrade leads."""

    title = "Alembic"
    mark = re.compile(
        r"^-- Running (?P<direction>up|down)grade (?P<old>[^\n]*?) ?-> ?(?P<new>[^\n]*)$",
        re.MULTILINE,
    )

    def read(self, text: str) -> list[StepText]:
        """A step per revision, the oldest first; a downgrade script begins with the newest."""
        steps: list[StepText] = []
        for section in self.sections(text):
            sql = self.clean(text[section.start : section.end])
            line = text.count("\n", 0, section.mark.start()) + 1
            lines = text.count("\n", section.start, section.end) + 1
            if section.direction is Direction.up:
                step = StepText(up=sql, version=section.mark["new"], line=line, line_count=lines)
                steps.append(step)
            else:
                step = StepText(down=sql, version=section.mark["old"], line=line, line_count=lines)
                steps.insert(0, step)
        return steps

    def up_part(self, text: str) -> str:
        """The upgrades, without the table in which Alembic keeps the version."""
        first = self.mark.search(text)
        above = text[: first.start()] if first else ""
        upgrades = super().up_part(text)[len(above) :]
        return "\n" * above.count("\n") + _BOOKKEEPING.sub("", upgrades)

    def clean(self, body: str) -> str:
        """The SQL of a step without what records the version."""
        return _BOOKKEEPING.sub("", body).strip()
