"""The command line: what people and agents do with files and with an installation.

Every command is a module of its own, imported only when it is called, so that a command on
files starts without a database, a web server or the PDF engine. Nothing here decides anything.
"""

from workbench.cli.app import main

__all__ = ["main"]
