from __future__ import annotations

import stat
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.config import (
    ConfigError,
    Settings,
    ensure_data_dir,
    ensure_secret_key,
    load_settings,
)


def _settings(folder: Path, **more: str) -> Settings:
    return load_settings({"WORKBENCH_DATA": str(folder), **more})


def test_nothing_need_be_set(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'workbench.db'}"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.max_upload_bytes == 20 * 1024 * 1024
    assert not settings.cookie_secure
    assert settings.workers >= 1


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    assert _settings(tmp_path, WORKBENCH_PORT=" ").port == 8000


def test_reading_settings_touches_no_file(tmp_path: Path) -> None:
    _settings(tmp_path / "absent")
    assert not (tmp_path / "absent").exists()


def test_https_makes_cookies_secure_unless_told_otherwise(tmp_path: Path) -> None:
    address = "https://workbench.example.org/"
    assert _settings(tmp_path, WORKBENCH_BASE_URL=address).cookie_secure
    told = _settings(tmp_path, WORKBENCH_BASE_URL=address, WORKBENCH_COOKIE_SECURE="no")
    assert not told.cookie_secure
    assert told.base_url == "https://workbench.example.org"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://localhost:9000"),  # noqa: S104
        ("::1", "http://[::1]:9000"),
        ("10.1.2.3", "http://10.1.2.3:9000"),
    ],
)
def test_the_base_url_is_one_a_browser_can_open(tmp_path: Path, host: str, address: str) -> None:
    settings = _settings(tmp_path, WORKBENCH_HOST=host, WORKBENCH_PORT="9000")
    assert settings.base_url == address


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WORKBENCH_DATA", __file__),
        ("WORKBENCH_DATA", "~nobody-of-this-name/data"),
        ("WORKBENCH_DATA", "d" * 300),
        ("WORKBENCH_DATABASE_URL", "mysql://root:hunter2@db/workbench"),
        ("WORKBENCH_DATABASE_URL", "workbench.db"),
        ("WORKBENCH_SECRET_KEY", "hunter2"),
        ("WORKBENCH_HOST", "http://example.org"),
        ("WORKBENCH_PORT", "0"),
        ("WORKBENCH_PORT", "65536"),
        ("WORKBENCH_PORT", "٨٠٨٠"),
        ("WORKBENCH_PORT", "9" * 24),
        ("WORKBENCH_WORKERS", "many"),
        ("WORKBENCH_EXPORTS", "elsewhere"),
        ("WORKBENCH_MAX_UPLOAD_BYTES", "20MB"),
        ("WORKBENCH_COOKIE_SECURE", "perhaps"),
        ("WORKBENCH_BASE_URL", "workbench.example.org"),
        ("WORKBENCH_BASE_URL", "https://example.org/workbench"),
        ("WORKBENCH_BASE_URL", "https://example.org:99999"),
        ("WORKBENCH_BASE_URL", "https://example.org?query"),
        ("WORKBENCH_BASE_URL", "https://me:hunter2@example.org"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(variable: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({variable: value})
    assert caught.value.variable == variable
    assert str(caught.value).startswith(variable)
    assert "hunter2" not in str(caught.value)
    assert len(str(caught.value)) < 300


@given(st.dictionaries(st.sampled_from(sorted(Settings.__slots__)), st.text(max_size=40)))
def test_any_text_is_used_or_refused(values: dict[str, str]) -> None:
    with suppress(ConfigError):
        load_settings({f"WORKBENCH_{name.upper()}": value for name, value in values.items()})


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_always_means_psycopg_3(tmp_path: Path, scheme: str) -> None:
    settings = _settings(tmp_path, WORKBENCH_DATABASE_URL=f"{scheme}://me@db/work")
    assert settings.database_url == "postgresql+psycopg://me@db/work"


def test_secrets_do_not_show_in_a_traceback(tmp_path: Path) -> None:
    key = "k" * 40
    settings = _settings(
        tmp_path, WORKBENCH_SECRET_KEY=key, WORKBENCH_DATABASE_URL="postgresql://me:hunter2@db/x"
    )
    assert key not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_a_given_key_is_used_and_not_written_down(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "data", WORKBENCH_SECRET_KEY="k" * 32)
    assert ensure_secret_key(settings) == "k" * 32
    assert not settings.data_dir.exists()


def test_a_made_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "data")
    key = ensure_secret_key(settings)
    assert ensure_secret_key(settings) == key
    assert stat.S_IMODE(settings.secret_key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
    assert list(settings.data_dir.iterdir()) == [settings.secret_key_file]


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    keys = {ensure_secret_key(_settings(tmp_path / name)) for name in ("one", "other")}
    assert len(keys) == 2


def test_processes_that_start_together_get_one_key(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    together = threading.Barrier(8)
    keys: list[str] = []

    def start() -> None:
        together.wait()
        keys.append(ensure_secret_key(settings))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_damaged_key_is_refused_and_not_replaced(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    settings.secret_key_file.write_text("short")
    with pytest.raises(ConfigError, match="WORKBENCH_SECRET_KEY"):
        ensure_secret_key(settings)
    assert settings.secret_key_file.read_text() == "short"


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"WORKBENCH_DATA .*file/below"):
        ensure_data_dir(_settings(tmp_path / "file" / "below"))
