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
        f"parameter {parameter.get('name')}: OpenAPI 3 has no counterpart for "
        f"collectionFormat {form}; values are read as comma-separated"
    )


def form_encoding(forms: list[Mapping[str, Any]]) -> JsonObject:
    """How the arrays of a form are written, per field, where it is not OpenAPI 3's usual way."""
    made: JsonObject = {}
    for form in forms:
        style, _ = array_style({**form, "in": "query"})
        if style and style != {"style": "form", "explode": True}:
            made[str(form.get("name", ""))] = style
    return made


def security_scheme(scheme: Mapping[str, Any]) -> JsonObject:
    """A security definition as a security scheme; one of an unknown type stays as it is."""
    rest = {name: scheme[name] for name in scheme if name == "description"} | extensions(scheme)
    if scheme.get("type") == "basic":
        return {"type": "http", "scheme": "basic", **rest}
    if scheme.get("type") != "oauth2":
        return dict(scheme)
    members = {
        name: scheme[name] for name in ("authorizationUrl", "tokenUrl", "scopes") if name in scheme
    }
    members.setdefault("scopes", {})
    flow = str(scheme.get("flow", ""))
    return {"type": "oauth2", "flows": {_FLOWS.get(flow, flow): members}, **rest}


def extensions(value: Mapping[str, Any]) -> JsonObject:
    """Members that the specification leaves to everybody (`x-…`)."""
    return {name: member for name, member in value.items() if name.startswith("x-")}


def openapi_reference(ref: str, bodies: Mapping[str, str]) -> str:
    """A local reference with the section's name in OpenAPI 3."""
    for old, new in (
        ("#/definitions/", "#/components/schemas/"),
        ("#/parameters/", "#/components/parameters/"),
        ("#/responses/", "#/components/responses/"),
    ):
        if ref.startswith(old):
            name = ref.removeprefix(old)
            if old == "#/parameters/" and name in bodies:
                return "#/components/requestBodies/" + name
            return new + name
    return ref


def media_types(value: Any) -> list[str]:  # noqa: ANN401
    """The texts of a list; empty for anything else."""
    return [member for member in as_list(value) if isinstance(member, str)]


def as_list(value: Any) -> list[Any]:  # noqa: ANN401
    """A list as it is; empty for anything else."""
    return value if isinstance(value, list) else []


def as_mapping(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """An object as it is; empty for anything else."""
    return value if isinstance(value, dict) else {}


def as_text(value: object) -> str:
    """A text as it is; empty for anything else."""
    return value if isinstance(value, str) else ""
