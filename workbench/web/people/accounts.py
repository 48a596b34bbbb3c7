"""Signing in and out, the first account, invitations, one's own account and API tokens."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workbench.accounts import people as accounts
from workbench.accounts.actor import Scope
from workbench.accounts.errors import AccountError, TooManyAttempts
from workbench.accounts.invitations import get_invitation, join, sign_up
from workbench.accounts.people import Person, find_person_by_email
from workbench.accounts.tokens import make_token, revoke_token, tokens_of
from workbench.http.database import db
from workbench.review.projects.access import Role
from workbench.review.projects.projects import invited_project
from workbench.web.people import sessions
from workbench.web.shell.access import public, signed_in
from workbench.web.shell.safe_redirect import safe_redirect_target

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page; on an installation without people, the first account's."""
    if current_user.is_authenticated:
        return redirect(url_for("home.inbox"), code=303)
    if accounts.needs_first_admin(db()):
        return redirect(url_for("accounts.first_run"), code=303)
    return _sign_in_page({}, {})


@bp.post("/sign-in")
@public
def sign_in_post() -> ResponseReturnValue:
    """Sign in and redirect to the requested page."""
    email = request.form.get("email", "")
    try:
        person = accounts.authenticate(
            db(),
            email=email,
            password=request.form.get("password", ""),
            address=request.remote_addr or "",
        )
    except TooManyAttempts as error:
        db().commit()
        page = _sign_in_page({"email": email}, {"": error.message})
        return page, 429, {"Retry-After": str(error.seconds)}
    if person is None:
        # The failed attempt is counted, so it is committed although the response reports a failure.
        db().commit()
        message = "The e-mail address or the password is wrong."
        return _sign_in_page({"email": email}, {"": message}), 422
    sessions.begin(person, remember=bool(request.form.get("remember")))
    return redirect(
        safe_redirect_target(request.form.get("next")) or url_for("home.inbox"), code=303
    )


def _sign_in_page(typed: dict[str, str], errors: dict[str, str]) -> str:
    target = request.form.get("next") or request.args.get("next") or ""
    return render_template(
        "people/accounts/sign_in.html", typed=typed, errors=errors, target=target
    )


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    sessions.end()
    return redirect(url_for("accounts.sign_in"), code=303)


@bp.route("/first-run", methods=["GET", "POST"])
@public
def first_run() -> ResponseReturnValue:
    """Create the first account, an administrator, with the setup secret; only while none exists."""
    if not accounts.needs_first_admin(db()):
        return redirect(url_for("accounts.sign_in"), code=303)
    if request.method == "GET":
        return render_template("people/accounts/first_run.html", typed={}, errors={})
    try:
        secret = request.form.get("secret", "")
        person = accounts.create_first_admin(db(), secret=secret, **_new_person())
    except AccountError as error:
        return _again("people/accounts/first_run.html", error)
    sessions.begin(person)
    return redirect(url_for("projects.index"), code=303)


@bp.get("/invitations/<secret>")
@public
def invitation(secret: str) -> ResponseReturnValue:
    """The page of an invitation: its project and roles, and the form to accept it."""
    return _invitation(secret)


def _invitation(secret: str, error: AccountError | None = None) -> ResponseReturnValue:
    try:
        found = get_invitation(db(), secret)
    except AccountError as gone:
        return render_template("people/accounts/invitation_gone.html", reason=gone.message), 404
    project = invited_project(db(), found.project_id)
    page = render_template(
        "people/accounts/invitation.html",
        secret=secret,
        email=found.email,
        roles=[Role(role).label for role in found.roles],
        project_name=project.name if project else None,
        has_account=find_person_by_email(db(), found.email) is not None,
        typed={"name": request.form.get("name", "")},
        errors={error.field: error.message} if error else {},
    )
    return page, 422 if error else 200


@bp.post("/invitations/<secret>")
@public
def invitation_post(secret: str) -> ResponseReturnValue:
    """Accept an invitation, with a new account or with the one that is signed in."""
    try:
        if current_user.is_authenticated:
            join(db(), secret=secret, person=current_user.person)
        else:
            form = _new_person()
            person = sign_up(db(), secret=secret, name=form["name"], password=form["password"])
            sessions.begin(person)
    except AccountError as error:
        return _invitation(secret, error)
    return redirect(url_for("projects.index"), code=303)


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """One's own name, time zone, password and API tokens."""
    return _account(errors={})


@bp.post("/account")
@signed_in
def account_post() -> ResponseReturnValue:
    """Change name and preferences."""
    person: Person = current_user.person
    try:
        accounts.set_preferences(
            db(),
            person=person,
            name=request.form.get("name", ""),
            time_zone=request.form.get("time_zone", person.time_zone),
            theme=request.form.get("theme", person.theme),
            locale=person.locale,
        )
    except AccountError as error:
        return _account(errors={error.field: error.message}), 422
    flash("Profile saved.", "success")
    return redirect(url_for("accounts.account"), code=303)


@bp.post("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    """Change the password; other sessions of this person end."""
    person: Person = current_user.person
    try:
        accounts.change_password(
            db(),
            person=person,
            old=request.form.get("old", ""),
            new=request.form.get("password", ""),
        )
    except AccountError as error:
        return _account(errors={error.field: error.message}), 422
    sessions.begin(person)
    flash("Password changed. You are signed out on all other devices.", "success")
    return redirect(url_for("accounts.account"), code=303)


@bp.post("/account/tokens")
@signed_in
def new_token() -> ResponseReturnValue:
    """Create an API token and show its secret once."""
    asked = request.form.getlist("scopes")
    scopes = frozenset(scope for scope in Scope if scope.value in asked)
    try:
        secret = make_token(
            db(),
            person=current_user.person,
            name=request.form.get("token_name", ""),
            scopes=scopes,
            days=_days(request.form.get("days", "").strip()),
        )
    except AccountError as error:
        return _account(errors={f"token_{error.field}": error.message}), 422
    return _account(errors={}, secret=secret)


@bp.post("/account/tokens/<int:number>/revoke")
@signed_in
def revoke(number: int) -> ResponseReturnValue:
    """Revoke an API token."""
    try:
        revoke_token(db(), person=current_user.person, token_id=number)
    except AccountError as error:
        flash(error.message, "error")
    else:
        flash("Token revoked.", "success")
    return redirect(url_for("accounts.account"), code=303)


def _days(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 9):  # noqa: PLR2004
        raise AccountError("Enter a whole number of days, or leave it empty.", "days")
    return int(typed)


def _account(*, errors: dict[str, str], secret: str = "") -> str:
    return render_template(
        "people/accounts/account.html",
        person=current_user.person,
        tokens=tokens_of(db(), current_user.person),
        zones=sorted(available_timezones()),
        secret=secret,
        errors=errors,
        typed=request.form,
    )


def _new_person() -> dict[str, str]:
    return {
        "email": request.form.get("email", ""),
        "name": request.form.get("name", ""),
        "password": request.form.get("password", ""),
    }


def _again(page: str, error: AccountError) -> ResponseReturnValue:
    typed = {name: value for name, value in request.form.items() if name != "password"}
    return render_template(page, typed=typed, errors={error.field: error.message}), 422
