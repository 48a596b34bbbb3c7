"""The application: settings in, a WSGI application with the web pages and the API out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from jinja2 import StrictUndefined
from werkzeug.routing import IntegerConverter, Map

from workbench import paths
from workbench.api.document import api_document
from workbench.api.views import bp as api
from workbench.config import Settings, ensure_data_dir, ensure_secret_key, load_settings
from workbench.http import body_limits, database, security
from workbench.http import settings as http_settings
from workbench.intake.files.archive import MAX_FILES
from workbench.web.blueprints import BLUEPRINTS
from workbench.web.help import reference
from workbench.web.people import sessions
from workbench.web.people.accounts import bp as accounts
from workbench.web.shell import access, error_pages, filters, page_layout

csrf = CSRFProtect()
htmx = Htmx()

#: The parts of an upload: as many files as are read, each with its path beside it, and some fields.
_MAX_FORM_PARTS: Final = 2 * MAX_FILES + 100
#: A line with nothing but a tag of Jinja leaves no line in the page.
JINJA_OPTIONS: Final[dict[str, Any]] = {"trim_blocks": True, "lstrip_blocks": True}
#: How long a device stays signed in where that was asked for.
_REMEMBERED: Final = timedelta(days=30)
#: How often one address may call the API, and each form that takes a password or a secret; the
#: accounts themselves slow down guessing at one person's password, wherever it comes from.
_API_RATE: Final = "1200 per minute"
_ACCOUNTS_RATE: Final = "60 per minute"


class _ColumnInteger(IntegerConverter):
    """A number in an address, as large as a database column holds; others match no route."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=0, max=2**31 - 1)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. The database must have been migrated (`workbench init`)."""
    settings = settings or load_settings()
    ensure_data_dir(settings)
    app = Flask(
        "workbench",
        template_folder=str(paths.templates()),
        static_folder=str(paths.static()),
        static_url_path="/static",
    )
    _configure(app, settings)
    body_limits.install(app)
    database.connect(app, settings.database_url)
    csrf.init_app(app)
    htmx.init_app(app)
    app.request_class = body_limits.PackedRequest
    sessions.install(app)
    access.guard(app)
    filters.install(app)
    page_layout.install(app)
    reference.install(app, api_document=api_document)
    error_pages.install(app)
    security.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    csrf.exempt(api)
    app.register_blueprint(api)
    _limit_rates(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=ensure_secret_key(settings),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_upload_bytes,
        MAX_FORM_PARTS=_MAX_FORM_PARTS,
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_DURATION=_REMEMBERED,
        REMEMBER_COOKIE_SECURE=settings.cookie_secure,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        TEMPLATES_AUTO_RELOAD=False,
    )
    http_settings.install(app, settings)
    app.url_map.converters["int"] = _ColumnInteger
    # An address with two slashes in a row is a different address: it is not redirected.
    app.url_map.merge_slashes = False
    app.jinja_options = JINJA_OPTIONS
    app.jinja_env.undefined = StrictUndefined


def _limit_rates(app: Flask) -> None:
    """Limit how often one address may call; each process counts for itself."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=True)
    limiter.shared_limit(_API_RATE, scope="api")(api)
    limiter.limit(_ACCOUNTS_RATE, methods=["POST"])(accounts)
