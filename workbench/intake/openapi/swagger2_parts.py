"""Parts of Swagger 2.0 that OpenAPI 3 words otherwise: array parameters, security schemes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.design.base import JsonObject

_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_STYLES = {"multi": "form", "ssv": "spaceDelimited", "pipes": "pipeDelimited"}


def array_style(parameter: Mapping[str, Any]) -> tuple[JsonObject, str]:
    """Style of an array parameter, and what of its format has no counterpart ('' for nothing)."""
    if parameter.get("type") != "array":
        return {}, ""
    form = parameter.get("collectionFormat", "csv")
    if isinstance(form, str) and form in _STYLES:
        return {"style": _STYLES[form], "explode": form == "multi"}, ""
    inside = parameter.get("in") in {"path", "header"}
    style = {"style": "simple" if inside else "form", "explode": False}
    if form == "csv":
        return style, ""
    return style, (
        f"parameter {parameter.get('name')}: collectionFormat {form} has no counterpart in "
        "OpenAPI 3; values are read as separated by commas"
    )


def form_encoding(forms: list[Mapping[str, Any]]) -> JsonObject:
    """How the arrays of a form are written, per field, where it is not OpenAPI 3's usual way."""
    made: JsonObject = {}
    for one in forms:
        style, _ = array_style({**one, "in": "query"})
        if style and style != {"style": "form", "explode": True}:
            made[str(one.get("name", ""))] = style
    return made


def security_scheme(scheme: Mapping[str, Any]) -> JsonObject:
    """A security definition as a security scheme; one of an unknown type stays as it is."""
    rest = {one: scheme[one] for one in scheme if one == "description"} | extensions(scheme)
    if scheme.get("type") == "basic":
        return {"type": "http", "scheme": "basic", **rest}
    if scheme.get("type") != "oauth2":
        return dict(scheme)
    members = {
        one: scheme[one] for one in ("authorizationUrl", "tokenUrl", "scopes") if one in scheme
    }
    members.setdefault("scopes", {})
    flow = str(scheme.get("flow", ""))
    return {"type": "oauth2", "flows": {_FLOWS.get(flow, flow): members}, **rest}


def extensions(value: Mapping[str, Any]) -> JsonObject:
    """Members that the specification leaves to everybody (`x-…`)."""
    return {name: one for name, one in value.items() if name.startswith("x-")}
