"""The application: settings in, a WSGI application out."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from jinja2 import StrictUndefined
from werkzeug.routing import IntegerConverter, Map

from workbench import paths
from workbench.api.authentication import ACCESS
from workbench.api.views import bp as api
from workbench.config import Settings, ensure_data_dir, ensure_secret_key, load_settings
from workbench.intake.files.archive import MAX_FILES
from workbench.web.blueprints import BLUEPRINTS
from workbench.web.people import sessions
from workbench.web.shell import access, body_limits, database, error_pages, filters, page_layout

csrf = CSRFProtect()
htmx = Htmx()

_CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; manifest-src 'self'"
)
#: A folder of as many files as are read, each with its path beside it, and some fields.
_MOST_PARTS = 2 * MAX_FILES + 100
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
#: How long a device that asked for it stays signed in.
_REMEMBERED = timedelta(days=30)
#: A browser that came over HTTPS once comes so again, for half a year.
_STRICT_TRANSPORT = "max-age=15552000"


#: What one address may ask of the programs' door, and how often it may try passwords; the
#: accounts themselves slow down guessing at one person, wherever it comes from.
_API_RATE = "1200 per minute"
_SIGN_IN_RATE = "60 per minute"


class _Number(IntegerConverter):
    """A number in an address; what no database column holds is the number of nothing."""

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
    app.config.update(
        SECRET_KEY=ensure_secret_key(settings),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_upload_bytes,
        MAX_FORM_PARTS=_MOST_PARTS,
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
    app.extensions["workbench_settings"] = settings
    app.url_map.converters["int"] = _Number
    # An address with two slashes in a row is another one, and no reason to send anybody elsewhere.
    app.url_map.merge_slashes = False
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.undefined = StrictUndefined
    body_limits.install(app)
    database.connect(app, settings.database_url)
    csrf.init_app(app)
    htmx.init_app(app)
    app.request_class = body_limits.PackedRequest
    sessions.install(app)
    access.guard(app)
    filters.install(app)
    page_layout.install(app)
    error_pages.install(app)
    app.before_request(_name_request)
    app.before_request(_refuse_nul)
    app.after_request(_harden)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    csrf.exempt(api)
    app.register_blueprint(api)
    _limit(app)
    return app


def _limit(app: Flask) -> None:
    """Slow down who asks too much. Each process counts for itself, which bounds it all the same."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=True)
    for name, view in app.view_functions.items():
        if name.startswith("api."):
            app.view_functions[name] = _kept_access(
                view, limiter.shared_limit(_API_RATE, scope="api")(view)
            )
    sign_in = app.view_functions["accounts.sign_in_post"]
    app.view_functions["accounts.sign_in_post"] = _kept_access(
        sign_in, limiter.limit(_SIGN_IN_RATE)(sign_in)
    )


def _kept_access(view: Callable[..., Any], limited: Callable[..., Any]) -> Callable[..., Any]:
    """The limited view, which says who may open it as the plain one does."""
    setattr(limited, ACCESS, getattr(view, ACCESS))
    return limited


def _name_request() -> None:
    g.request_id = secrets.token_hex(6)


def _refuse_nul() -> None:
    """Refuse what no text has and no database keeps, before anything reads it."""
    sent = [request.path, *request.args, *request.args.values()]
    if request.mimetype in _FORMS:
        for name, values in request.form.lists():
            sent += (name, *values)
    if any("\0" in one for one in sent):
        abort(404 if "\0" in request.path else 400, "Text cannot contain NUL characters.")


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _CONTENT_SECURITY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("X-Request-Id", g.get("request_id", ""))
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", _STRICT_TRANSPORT)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("HX-Request")
    return response
