"""Migration of the database to the tables that this code expects."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from workbench import paths
from workbench.store.engine import writing_connection

#: Any number that nothing else on the server locks by.
_LOCK = 7_413_205_561


def migrate(engine: Engine) -> None:
    """Create or upgrade the tables. Concurrent processes do it one after another."""
    with writing_connection(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(engine: Engine) -> bool:
    """Whether the database has the tables that this code expects."""
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    # A percent sign in a path would be read as an interpolation.
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    return config
