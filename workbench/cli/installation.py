"""Commands that run an installation: init, example, serve, admin."""

from __future__ import annotations

import os
import secrets
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from workbench.config import (
    ConfigError,
    Settings,
    ensure_data_dir,
    ensure_secret_key,
    load_settings,
)

if TYPE_CHECKING:
    from workbench.store.engine import Sessions


@click.command("init")
def init() -> None:
    """Create or upgrade the database. Safe to run again at any time.

    While there are no accounts, it prints the set-up secret for creating the first one.
    """
    from workbench.accounts.people import make_setup_secret
    from workbench.store.engine import transaction

    settings = _settings()
    ensure_data_dir(settings)
    with transaction(_migrate(settings)) as session:
        secret = make_setup_secret(session)
    click.echo(f"Database ready: {_without_password(settings.database_url)}")
    if secret is not None:
        click.echo(
            f"\nThere are no accounts yet. Start the server and create the first account at\n"
            f"  {settings.base_url}/first-run\nwith this set-up secret, which works once:\n"
            f"  {secret}\nRunning `workbench init` again replaces it."
        )


@click.command("example")
def example() -> None:
    """Load the worked example: two projects and their members. Safe to run again."""
    from workbench import paths
    from workbench.review.example import PEOPLE, load_example
    from workbench.store.engine import transaction

    settings = _settings()
    ensure_data_dir(settings)
    sessions = _migrate(settings)
    password = _example_password(settings)
    with transaction(sessions) as session:
        folder = paths.artifacts() / "example"
        loaded = load_example(session, folder=folder, password=password)
    for slug in loaded.projects:
        click.echo(f"Loaded the example project {slug}")
    click.echo(f"\nThe workbench: {settings.base_url}")
    click.echo(f"Sign in with the password  {password}  as one of these people:")
    for local, (name, roles) in PEOPLE.items():
        words = ", ".join(sorted(role.label for role in roles)) or "administrator"
        click.echo(f"  {local}@example.test".ljust(32) + f"{name} ({words})")
    click.echo("")


@click.command("serve")
def serve() -> None:
    """Run the web server until interrupted."""
    from workbench.cli.serving import (
        CannotListenError,
        CannotStartError,
        listen,
        serve_until_stopped,
    )

    settings = _settings()
    try:
        ensure_data_dir(settings)
        ensure_secret_key(settings)
    except ConfigError as error:
        _exit_with(error)
    try:
        listening = listen(settings)
    except CannotListenError as error:
        raise click.ClickException(str(error)) from None
    with listening:
        sessions = _migrate(settings)
        _delete_expired_imports(sessions)
        _print_first_account_hint(settings, sessions)
        click.echo(f"Serving on {settings.base_url} (press Ctrl-C to stop)")
        try:
            serve_until_stopped(listening, settings.workers)
        except CannotStartError:
            raise click.ClickException("The server cannot start; the reason is above.") from None


def _delete_expired_imports(sessions: Sessions) -> None:
    """Delete expired imports now, instead of at the next upload."""
    from workbench.review.imports.importing import delete_expired
    from workbench.store.engine import transaction

    with transaction(sessions) as session:
        delete_expired(session)


@click.group("admin")
def admin() -> None:
    """Manage accounts."""


@admin.command("add")
@click.option("--email", prompt="E-mail address")
@click.option("--name", prompt="Name")
@click.password_option()
def add_admin(email: str, name: str, password: str) -> None:
    """Create an administrator account."""
    from workbench.accounts.errors import AccountError
    from workbench.accounts.people import add_person
    from workbench.store.engine import transaction

    settings = _settings()
    ensure_data_dir(settings)
    try:
        with transaction(_migrate(settings)) as session:
            add_person(session, email=email, name=name, password=password, admin=True)
    except AccountError as error:
        raise click.ClickException(error.message) from None
    click.echo(f"Account created for {name}. Sign in at {settings.base_url}")


@admin.command("password")
@click.option("--email", prompt="E-mail address")
@click.password_option()
def reset_password(email: str, password: str) -> None:
    """Reset a person's password."""
    from workbench.accounts.errors import AccountError
    from workbench.accounts.people import set_password
    from workbench.store.engine import transaction
    from workbench.store.people import find_person_by_email

    try:
        with transaction(_migrate(_settings())) as session:
            person = find_person_by_email(session, email)
            if person is None:
                raise click.ClickException(f"No account has the address {email}.")
            set_password(session, person=person, new=password, by=None)
    except AccountError as error:
        raise click.ClickException(error.message) from None
    click.echo("Password reset. The person has been signed out everywhere.")


def _settings() -> Settings:
    try:
        return load_settings()
    except ConfigError as error:
        _exit_with(error)


def _exit_with(error: ConfigError) -> NoReturn:
    click.echo(f"workbench: {error}", err=True)
    sys.exit(2)


def _migrate(settings: Settings) -> Sessions:
    from workbench.store.engine import make_engine, make_sessions
    from workbench.store.migrate import migrate

    engine = make_engine(settings.database_url)
    click.get_current_context().call_on_close(engine.dispose)
    migrate(engine)
    return make_sessions(engine)


def _print_first_account_hint(settings: Settings, sessions: Sessions) -> None:
    from workbench.accounts.people import needs_first_admin
    from workbench.store.engine import reading

    with reading(sessions) as session:
        if needs_first_admin(session):
            click.echo(
                "There are no accounts yet. Run `workbench init` for a set-up secret and create "
                f"the first account at {settings.base_url}/first-run, or run `workbench admin add`."
            )


def _example_password(settings: Settings) -> str:
    """The example's password, created once in a file that only its owner can read."""
    password_file = settings.data_dir / "example-password"
    if not password_file.exists():
        words = "-".join(secrets.token_hex(2) for _ in range(4))
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(words + "\n")
    return password_file.read_text(encoding="ascii").strip()


def _without_password(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":…@") if parts.password else url
