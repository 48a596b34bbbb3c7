"""A response contains a secret.

What it checks: No response has a property named like a password, a private key or a secret, unless
it is write-only.

Why it matters: Response data ends up in logs, caches and screenshots.

How to fix: Remove the property from the response, or mark it `writeOnly: true`.

Good: `password: {type: string, writeOnly: true}`

Bad: `User: {properties: {passwordHash: {type: string}}}` in a response

Source: Azure xms-secret-in-response and rest-no-secrets-in-get-response.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.contract import Operation
from workbench.design.ids import snake_case
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import ItemFacts

_SECRETS = frozenset(
    {
        "password",
        "password_hash",
        "hashed_password",
        "passwd",
        "secret",
        "client_secret",
        "private_key",
        "secret_key",
    }
)


def check(item: Operation, facts: ItemFacts) -> Iterator[Found]:
    """Walk the schemas of GET answers; what is created may be shown once."""
    operation = facts.operation(item)
    if operation.method != "GET":
        return
    for response, body in operation.success_schemas():
        for shown in facts.view.properties(body.schema):
            if snake_case(shown.name) in _SECRETS and shown.schema.get("writeOnly") is not True:
                place = operation.place(*response.pointer, *body.pointer, "schema")
                yield found(
                    item, f"the response contains the secret `{'.'.join(shown.path)}`", *place
                )
                return


RULE = define(__name__, __doc__, "API-40", Level.quality, check_item=check, kinds=("operation",))
