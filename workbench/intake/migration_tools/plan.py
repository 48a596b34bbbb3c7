"""Migration files of a folder → the ordered steps of a migration plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workbench.design.ids import natural_order
from workbench.design.tables import Migration
from workbench.intake.collector import DocumentCollector, clean_key, clean_keys, clean_line
from workbench.intake.migration_tools.tool import Direction, StepName, StepText
from workbench.intake.migration_tools.tools import (
    NUMBERED_FILES,
    parse_name,
    recognise,
    tool_of_text,
)


def find_migrations(scripts: Mapping[str, str]) -> frozenset[str]:
    """Scripts that are steps of a migration plan: by themselves, or by their place among such."""
    certain = {path for path, text in scripts.items() if recognise(path, text)}
    folders = {step.folder for path in certain if (step := parse_name(path))}
    return frozenset(
        path
        for path in scripts
        if path in certain or ((step := NUMBERED_FILES.parse_name(path)) and step.folder in folders)
    )


def in_order(paths: Iterable[str]) -> list[str]:
    """Paths of migration files in the order in which they run.

    Numbers count within a folder; a folder per step and a folder per version come by theirs.
    """
    return sorted(paths, key=_place)


def _place(path: str) -> tuple[object, object]:
    folder, _, name = path.rpartition("/")
    return natural_order(folder), natural_order(name)


def is_undoing(path: str) -> bool:
    """Whether a migration file only reverts what another one does."""
    step = parse_name(path)
    return step is not None and step.direction is Direction.down


def read_migrations(files: Mapping[str, str], collectors: Mapping[str, DocumentCollector]) -> None:
    """Read the migration files of a folder, in the order of their numbers.

    Halves that two files hold (`1_x.up.sql`, `1_x.down.sql`) become one step, which is noted at
    the first of them; each note goes to the collector of its file.
    """
    plan = _Plan(several_folders=len({_name_of(path).folder for path in files}) > 1)
    for path in in_order(files):
        plan.add_file(path, files[path], collectors[path])
    for key, step in plan.steps.items():
        _collect(key, step, collectors[step.path])


@dataclass
class _Step:
    name: str
    path: str
    up: str = ""
    down: str = ""
    line_count: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        return _name_of(self.path).folder

    def takes(self, name: StepName) -> bool:
        """Whether a file with one half of a step is the missing half of this one."""
        return self.name == name.name or not (
            self.down if name.direction is Direction.down else self.up
        )


@dataclass
class _Plan:
    several_folders: bool
    """Whether each folder counts for itself, so that a number alone does not name a step."""
    steps: dict[str, _Step] = field(default_factory=dict)

    def add_file(self, path: str, text: str, collector: DocumentCollector) -> None:
        """Add the steps of a file, or the half of a step that it holds."""
        name = _name_of(path)
        if name.note:
            collector.info(1, name.note)
        tool = tool_of_text(text)
        texts = tool.read(text) if tool.has_marks(text) or not name.direction else []
        if any(read.version for read in texts):
            for number, read in enumerate(texts, 1):
                self._add_versioned(path, name, read, number, collector)
            return
        key = self._key_of(name, collector)
        step = self.steps.setdefault(key, _Step(name.name, path, line_count=text.count("\n") + 1))
        if name.direction is Direction.down:
            step.down = text.strip()
            return
        step.name, step.path, step.line_count = name.name, path, text.count("\n") + 1
        if name.direction is Direction.up:
            step.up = text.strip()
            return
        (read,) = texts
        step.up, step.down, step.headers = read.up, step.down or read.down, read.headers

    def _key_of(self, name: StepName, collector: DocumentCollector) -> str:
        """Key of the step to which a file belongs, a new one where its number is taken."""
        key = name.version
        taken = self.steps.get(key)
        if self.several_folders and taken and taken.folder != name.folder:
            key = clean_key(f"{name.folder.rpartition('/')[2]}/{key}")
            taken = self.steps.get(key)
        if taken and name.direction and not taken.takes(name):
            key = clean_key(f"{key}_{name.name}")
            taken = self.steps.get(key)
        if taken and taken.up and name.direction is not Direction.down:
            new_key = clean_key(f"{key}_{name.name}")
            collector.warn(
                1, f"{taken.path} has the number {key} as well; this step is kept as {new_key}"
            )
            key = new_key
        return key

    def _add_versioned(
        self, path: str, name: StepName, text: StepText, number: int, collector: DocumentCollector
    ) -> None:
        """Add one of several steps of a file."""
        key = clean_key(text.version.rpartition(":")[2]) or f"{number}"
        taken = self.steps.get(key)
        if taken and taken.path != path and not (taken.up and text.up):
            taken.up, taken.down = taken.up or text.up, taken.down or text.down
            return
        if taken:
            collector.info(text.line, f"changeset {text.version} repeats the id {key}")
            key = clean_key(text.version)
            if key in self.steps:
                key = clean_key(f"{name.name}_{number}")
        self.steps[key] = _Step(name.name, path, text.up, text.down, text.line_count)


def _name_of(path: str) -> StepName:
    """The step that a path names; files of no tool's naming go by their whole name."""
    folder, _, file = path.rpartition("/")
    stem = file.removesuffix(".sql")
    return parse_name(path) or StepName(folder, clean_key(stem), stem)


def _collect(key: str, step: _Step, collector: DocumentCollector) -> None:
    headers = step.headers
    no_rollback = headers.get("no-rollback", "")
    migration = collector.build(
        Migration, 1, key=headers.get("migration") or key, name=clean_line(step.name or key),
        description=headers.get("description", ""), up=step.up, down=step.down,
        no_rollback_reason=no_rollback, data_loss=headers.get("data-loss", ""),
        depends_on=clean_keys(headers.get("depends-on", "").split(",")),
    )  # fmt: skip
    collector.add(migration, 1, step.line_count)
    if not step.down and not no_rollback:
        collector.info(1, f"{key} has no rollback")
