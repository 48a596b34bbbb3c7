from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workbench.build import assets

_TOP = Path(__file__).resolve().parents[1]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy this checkout's pins and its assets, so that a test may break them."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(_TOP / name, tmp_path)
    shutil.copytree(_TOP / "static" / "vendor", tmp_path / "static" / "vendor")
    return tmp_path


def test_this_checkout_has_its_assets_and_their_licences() -> None:
    assert assets.is_complete(_TOP)
    licences = {path.name for path in (_TOP / "static/vendor/licences").iterdir()}
    assert licences == {f"{source.partition('/')[0]}.txt" for source in assets.ASSETS.values()}


def test_complete_assets_are_left_alone(checkout: Path) -> None:
    before = (checkout / "static/vendor").stat().st_mtime_ns
    assert assets.ensure_assets(checkout) is False
    assert (checkout / "static/vendor").stat().st_mtime_ns == before


@pytest.mark.parametrize("name", sorted(assets.ASSETS))
def test_one_missing_file_is_noticed(checkout: Path, name: str) -> None:
    (checkout / "static/vendor" / name).unlink()
    assert not assets.is_complete(checkout)


def test_another_pin_is_noticed(checkout: Path) -> None:
    lock = checkout / "package-lock.json"
    lock.write_text(lock.read_text().replace("2.0.", "2.1."))
    assert not assets.is_complete(checkout)


def test_without_npm_the_message_says_what_to_do(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(checkout / "static/vendor")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(assets, "find_spec", lambda _name: None)
    with pytest.raises(assets.AssetsError, match="make setup"):
        assets.ensure_assets(checkout)


def test_a_failed_download_leaves_the_old_assets(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = (checkout / "static/vendor/htmx.min.js").read_bytes()
    (checkout / "package.json").write_text('{"dependencies": {"htmx.org": "0.0.0-none"}}')
    monkeypatch.setenv("npm_config_offline", "true")
    with pytest.raises(assets.AssetsError, match="npm"):
        assets.ensure_assets(checkout)
    assert (checkout / "static/vendor/htmx.min.js").read_bytes() == kept
    assert not list((checkout / "build").iterdir())
