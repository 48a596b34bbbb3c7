"""The document's version is not a semantic version.

What it checks: `info.version` is a semantic version: three numbers, optionally with a suffix.

Why it matters: The numbers tell clients whether a change can break them.

How to fix: Start with `1.0.0`, and raise the first number with every breaking change.

Good: `version: 1.4.0`

Bad: `version: latest`

Source: zally 116, oasdiff api-major-version-not-bumped; Semantic Versioning 2.0.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.design.contract import Contract
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_SEMVER = re.compile(r"v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?\Z")


def check(item: Contract, _: ItemFacts) -> Iterator[Found]:
    """Look at one field; that it is missing is for the validity of the document to say."""
    version = item.info.get("version")
    if version is not None and not _SEMVER.match(str(version)):
        yield found(item, f"`{version}` is not a semantic version such as 1.4.0", "info", "version")


RULE = define(__name__, __doc__, "API-12", Level.quality, check_item=check, kinds=("contract",))
