"""How much of an import is read: every bound of files, archives and structured texts.

One value holds them all, and readers look at it when they read, never when they are imported.
So a bound is the same for a folder, an upload and the command line, and a test can lower it and
stay small.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """The most that is read; anything beyond is refused with the bound in the message."""

    files: int = 2_000
    """Files of one archive, or given together."""
    folders: int = 16
    """Folders inside one another, the file's own name counted."""
    file_bytes: int = 32_000_000
    """Bytes of one file, unpacked."""
    total_bytes: int = 96_000_000
    """Bytes of all files together, unpacked."""
    ratio: int = 150
    """Unpacked bytes per packed byte; text stays far below."""
    ratio_matters_from: int = 1_000_000
    """Unpacked bytes up to which an archive may be packed as tightly as it likes."""
    text_bytes: int = 24_000_000
    """Bytes of one text file."""
    characters: int = 24_000_000
    """Characters of one YAML or JSON document."""
    levels: int = 248
    """Mappings and sequences inside one another; JSON of a design cannot be deeper than 254."""
    values: int = 3_000_000
    """Values of a document after aliases are written out."""
    aliased_characters: int = 20_000_000
    """Characters that aliases may repeat in the fast parser, whose own limit counts only
    aliases."""
    digits: int = 400
    """Digits of one number in YAML."""


LIMITS = ReadingLimits()
