#!/bin/sh
# openapi-spec-validator refuses the server of a Link in OpenAPI 3.1, and accepts a "body" instead.
#
# Seen with openapi-spec-validator 0.9.0. The specification gives a Link Object a `server` and no
# `body`, in 3.0 and in 3.1. The 3.1 schema that the validator carries has the name wrong, as an
# early edition of the published one had; a document of 3.0 that is raised to 3.1 becomes invalid.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check openapi-spec-validator==0.9.0
"$work/venv/bin/python" - >"$work/seen" <<'PYTHON'
from importlib.metadata import version

from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator


def document(edition, member):
    link = {"operationId": "getOrder", member: {"url": "https://example.org"}}
    response = {"description": "OK", "links": {"again": link}}
    operation = {"operationId": "getOrder", "responses": {"200": response}}
    info = {"title": "Orders", "version": "1"}
    return {"openapi": edition, "info": info, "paths": {"/order": {"get": operation}}}


print(f"openapi-spec-validator {version('openapi-spec-validator')}")
for edition, validator in (("3.0.3", OpenAPIV30SpecValidator), ("3.1.0", OpenAPIV31SpecValidator)):
    for member in ("server", "body"):
        valid = not list(validator(document(edition, member)).iter_errors())
        print(f"OpenAPI {edition}, link with {member}: {'valid' if valid else 'invalid'}")
PYTHON
cat "$work/seen"
diff - "$work/seen" <<'EXPECTED'
openapi-spec-validator 0.9.0
OpenAPI 3.0.3, link with server: valid
OpenAPI 3.0.3, link with body: invalid
OpenAPI 3.1.0, link with server: invalid
OpenAPI 3.1.0, link with body: valid
EXPECTED
