"""The migration tools that are known. A new one is a type in a file of its own, and a line here."""

from __future__ import annotations

from workbench.intake.migration_tools.alembic import Alembic
from workbench.intake.migration_tools.dbmate import Dbmate
from workbench.intake.migration_tools.flyway import Flyway
from workbench.intake.migration_tools.goose import Goose
from workbench.intake.migration_tools.liquibase import Liquibase
from workbench.intake.migration_tools.numbered import Drizzle, GolangMigrate, NumberedFiles
from workbench.intake.migration_tools.step_folders import Diesel, Prisma
from workbench.intake.migration_tools.tool import MigrationTool, StepName

NUMBERED_FILES = NumberedFiles()
#: Marks in a text count before names, and the first tool that knows a name reads it.
TOOLS: tuple[MigrationTool, ...] = (
    Liquibase(),
    Dbmate(),
    Goose(),
    Alembic(),
    Diesel(),
    Prisma(),
    Flyway(),
    GolangMigrate(),
    Drizzle(),
    NUMBERED_FILES,
)


def parse_name(path: str) -> StepName | None:
    """The step that the path of a file names; None where no tool names its files like that."""
    return next((step for tool in TOOLS if (step := tool.parse_name(path))), None)


def recognise(path: str, text: str) -> MigrationTool | None:
    """The tool of which a file is a migration for certain; None where none is."""
    return next((tool for tool in TOOLS if tool.recognises(path, text)), None)


def tool_of_text(text: str) -> MigrationTool:
    """The tool whose marks divide a text; without marks a text is one step."""
    return next((tool for tool in TOOLS if tool.has_marks(text)), NUMBERED_FILES)
