"""The `workbench` command and the register of its subcommands."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

#: Name of a command → module and attribute that hold it.
COMMANDS: dict[str, str] = {
    "read": "workbench.cli.read:read",
    "check": "workbench.cli.check:command",
    "rules": "workbench.cli.check:rules",
    "diff": "workbench.cli.diff:command",
    "package": "workbench.cli.package:command",
    "verify": "workbench.cli.verify:command",
    "init": "workbench.cli.installation:init",
    "example": "workbench.cli.installation:example",
    "serve": "workbench.cli.installation:serve",
    "worker": "workbench.cli.worker:command",
    "admin": "workbench.cli.installation:admin",
}

#: Commands that read files, print and exit: their objects are needed until then, so that garbage
#: collection would free nothing.
ONE_PASS = frozenset({"read", "check", "diff"})

#: Exit code of a command that could not run; 1 means that it ran and found something.
COULD_NOT_RUN = 2


class LazyGroup(click.Group):
    """A group of commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the register."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None for a name that is not registered."""
        del ctx
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            message = f"{place} is not a command"
            raise TypeError(message)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="design-workbench", message="%(version)s")
def cli() -> None:
    """Design-review workbench: import, check, compare, export and review backend designs.

    Commands on files need neither a server nor a database. Exit codes: 0 success, 1 any finding or
    difference at or above --level, 2 the command could not run.
    """


def main() -> None:
    """Run the command line; the entry point of the `workbench` program."""
    for stream in (sys.stdout, sys.stderr):
        # The encoding of a pipe may be Latin-1; documents need UTF-8.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:2] and sys.argv[1] in ONE_PASS:
        gc.disable()
        # Finding pydantic's plugins means reading the metadata of every installed package.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    cli(prog_name="workbench")
