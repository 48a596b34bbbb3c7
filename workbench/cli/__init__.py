"""The command line: commands on files, and for running an installation.

Every command is a module of its own, imported only when it is called, so that commands on files
start without a database, a web server or the PDF engine.
"""

from workbench.cli.app import main

__all__ = ["main"]
