"""The catalogue of changes inside schemas: what each does to those who send and who receive.

Weights and names follow oasdiff's catalogue of checks, so that people who know it find theirs;
rows that oasdiff does not have are judged by its principle: a change breaks if a caller that
keeps to the old contract can stop working under the new one.
"""

from __future__ import annotations

from typing import NamedTuple

from workbench.diff.facts import Level, Mark, Use

_LEVELS = {"E": Level.error, "W": Level.warn, "I": Level.info, "-": Level.words}


class Rule(NamedTuple):
    """Weight of one sort of change where callers send the place, and where they receive it."""

    sent: Level
    received: Level
    phrase: str


#: Stem, weight when sent, weight when received, words.
_ROWS = """
became-nullable            I E  may now be null
became-not-nullable        E I  may no longer be null
type-changed               E E  has a different type
type-generalized           I E  has a wider type
type-specialized           E I  has a narrower type
type-compatible            I I  has another type but is still sent as text
list-of-types-widened      I E  allows more types
list-of-types-narrowed     E I  allows fewer types
became-enum                E I  is restricted to a list of values
became-not-enum            I W  is no longer restricted to a list of values
enum-value-added           I W  has a new value
enum-value-removed         E I  has lost a value
x-extensible-enum-value-added   I I  has a new known value
x-extensible-enum-value-removed E I  has lost a known value
const-added                E I  now has a fixed value
const-removed              I E  no longer has a fixed value
const-changed              E E  has a different fixed value
default-value-added        I I  now has a default
default-value-removed      I I  no longer has a default
default-value-changed      I I  has a different default
pattern-added              E I  must now match a pattern
pattern-removed            I I  no longer has to match a pattern
pattern-changed            W I  must match a different pattern
pattern-generalized        I I  must match a more general pattern
multiple-of-added          E I  must now be a multiple of a number
multiple-of-removed        I E  no longer has to be a multiple of a number
multiple-of-changed        E E  must be a multiple of a different number
multiple-of-generalized    I E  may be a multiple of a smaller number
multiple-of-specialized    E I  must be a multiple of a larger number
unique-items-added         E I  must now have unique items
unique-items-removed       I E  may now have duplicate items
property-added             I I  was added
property-removed           W W  was removed
became-required            E I  became required
became-optional            I E  became optional
became-read-only           I I  became read-only
became-not-read-only       I I  is no longer read-only
became-write-only          I I  became write-only
became-not-write-only      I I  is no longer write-only
deprecated                 I I  is deprecated
deprecated-with-sunset     I I  is deprecated and has a sunset date
reactivated                I I  is no longer deprecated
deprecated-sunset-invalid  E E  is deprecated with an invalid sunset date
sunset-date-too-small      E E  is deprecated with a sunset date that has passed
sunset-deleted             E E  is still deprecated but no longer has a sunset date
sunset-date-changed-too-small E E  has an earlier sunset date
sunset-date-postponed      I I  has a later sunset date
stability-decreased        E E  has a lower stability level
stability-increased        I I  has a higher stability level
invalid-stability-level    E E  has an invalid stability level
discriminator-added        I I  now has a discriminator
discriminator-removed      I I  no longer has a discriminator
discriminator-property-name-changed I I  has a different discriminator property
discriminator-mapping-added   I I  has a new discriminator value
discriminator-mapping-deleted I I  has lost a discriminator value
discriminator-mapping-changed I I  maps a discriminator value to a different schema
all-of-added               E I  must also match another schema
all-of-removed             W I  no longer has to match another schema
all-of-added-annotation-only   I I  has further annotations
all-of-removed-annotation-only I I  has fewer annotations
any-of-added               I I  allows another schema (anyOf)
any-of-removed             E I  no longer allows one of its schemas (anyOf)
any-of-set                 E I  must now match one of several schemas (anyOf)
any-of-unset               I E  no longer has to match one of several schemas (anyOf)
one-of-added               I E  allows another schema (oneOf)
one-of-removed             E I  no longer allows one of its schemas (oneOf)
one-of-set                 E I  must now match exactly one of several schemas (oneOf)
one-of-unset               I E  no longer has to match one of several schemas (oneOf)
wrapped-in-one-of          E E  became one of several alternatives (oneOf)
unwrapped-from-one-of      E E  is no longer one of several alternatives (oneOf)
prefix-items-added         I E  has a new leading item
prefix-items-removed       E I  has lost a leading item
items-added                E I  now has a schema for its items
items-removed              I E  no longer has a schema for its items
if-added                   E I  now has a condition
if-removed                 I E  no longer has a condition
if-changed                 E E  has a different condition
then-added                 E I  has a requirement if its condition holds
then-removed               I E  no longer has a requirement if its condition holds
then-changed               E E  has a different requirement if its condition holds
else-added                 E I  has a requirement if its condition does not hold
else-removed               I E  no longer has a requirement if its condition does not hold
else-changed               E E  has a different requirement if its condition does not hold
not-added                  E I  must now not match a schema
not-removed                I E  may now match a schema that was excluded
contains-added             E I  must now contain a matching item
contains-removed           I E  no longer has to contain a matching item
dependent-required-added   E I  requires more if a property is present
dependent-required-removed I E  requires less if a property is present
dependent-required-changed E E  has different requirements if a property is present
dependent-schema-added     E I  must match a schema if a property is present
dependent-schema-removed   I E  no longer has to match a schema if a property is present
pattern-property-added     E I  has a schema for properties that match a pattern
pattern-property-removed   I E  no longer has a schema for properties that match a pattern
property-names-added       E I  now restricts property names
property-names-removed     I E  no longer restricts property names
unevaluated-items-added    E I  now restricts additional items
unevaluated-items-removed  I E  no longer restricts additional items
unevaluated-properties-added   E I  now restricts additional properties
unevaluated-properties-removed I E  no longer restricts additional properties
additional-properties-added    I I  allows additional properties
additional-properties-removed  E I  no longer allows additional properties
additional-properties-restricted   E I  now has a schema for additional properties
additional-properties-unrestricted I E  no longer has a schema for additional properties
content-schema-added       E I  now has a schema for its content
content-schema-removed     I E  no longer has a schema for its content
content-media-type-changed E E  has a different content media type
content-encoding-changed   E E  has a different content encoding
schema-forbidden           E I  is no longer allowed
schema-allowed             I E  may now have any value
schema-changed             W W  has a different schema
reference-broken           W W  has a reference that cannot be resolved
reference-changed          - -  is defined elsewhere with the same meaning
reference-compared         - -  is defined elsewhere and compared there
restated                   - -  is written differently with the same meaning
wording-changed            - -  was reworded
keyword-changed            I I  changed
"""

#: Bounds: stem → words, and whether a larger number allows more.
BOUNDS: dict[str, tuple[str, str, bool]] = {
    "maxLength": ("max-length", "maximum length", True),
    "maximum": ("max", "maximum", True),
    "exclusiveMaximum": ("exclusive-max", "exclusive maximum", True),
    "maxItems": ("max-items", "maximum number of items", True),
    "maxProperties": ("max-properties", "maximum number of properties", True),
    "maxContains": ("max-contains", "maximum number of matching items", True),
    "minLength": ("min-length", "minimum length", False),
    "minimum": ("min", "minimum", False),
    "exclusiveMinimum": ("exclusive-min", "exclusive minimum", False),
    "minItems": ("min-items", "minimum number of items", False),
    "minProperties": ("min-properties", "minimum number of properties", False),
    "minContains": ("min-contains", "minimum number of matching items", False),
}


def _rules() -> dict[str, Rule]:
    rules = {}
    for row in _ROWS.strip().splitlines():
        stem, sent, received, phrase = row.split(None, 3)
        rules[stem] = Rule(_LEVELS[sent], _LEVELS[received], phrase)
    for stem, words, larger_allows_more in BOUNDS.values():
        looser = "increased" if larger_allows_more else "decreased"
        stricter = "decreased" if larger_allows_more else "increased"
        rules[f"{stem}-set"] = Rule(Level.warn, Level.info, f"now has a {words}")
        rules[f"{stem}-unset"] = Rule(Level.info, Level.error, f"no longer has a {words}")
        rules[f"{stem}-{looser}"] = Rule(Level.info, Level.error, f"{words} {looser}")
        rules[f"{stem}-{stricter}"] = Rule(Level.error, Level.info, f"{words} {stricter}")
    return rules


RULES: dict[str, Rule] = _rules()

_PROPERTY = {"property-added", "property-removed"}


def level_of(mark: Mark, use: Use) -> Level:
    """How much a marked change weighs for one use of its place."""
    if mark.level is not None:
        return mark.level
    rule = RULES[mark.stem]
    level = _special(mark, use) or (rule.sent if use.sent else rule.received)
    if level > Level.words and mark.negated:
        return Level.error
    if mark.read_only and use.sent and mark.stem in _NOT_SENT:
        return min(level, Level.info)
    if mark.write_only and not use.sent and mark.stem != "became-not-write-only":
        return min(level, Level.info)
    return level


#: What does not touch callers who never send a read-only property. Other restrictions count,
#: because many callers send back what they received.
_NOT_SENT = frozenset(
    {
        "max-decreased",
        "exclusive-max-decreased",
        "max-length-decreased",
        "min-increased",
        "exclusive-min-increased",
        "enum-value-removed",
        "property-added",
        "property-removed",
        "became-required",
    }
)


def _special(mark: Mark, use: Use) -> Level | None:
    """Weights that depend on more than the stem and the way."""
    parameter = use.role in {"parameter", "header-parameter"}
    needed = mark.variant.startswith("required")
    match mark.stem:
        case "property-added" if use.sent and needed:
            return Level.error
        case "property-removed" if not use.sent and needed:
            return Level.error
        case "became-not-write-only" if not use.sent and needed:
            return Level.warn
        case "default-value-added" | "default-value-removed" | "default-value-changed" if (
            parameter and not mark.inner
        ):
            return Level.error
        case "type-changed" if use.role == "parameter" and mark.inner:
            return Level.error if mark.variant == "from-text" else Level.warn
        case "type-compatible" | "type-generalized" | "type-specialized" if mark.variant:
            # The variant says that the values travel as text, whatever the type.
            return Level.info
    return None


def code_of(mark: Mark, use: Use) -> str:
    """The stable name of a marked change for one use: `request-property-max-decreased`."""
    if mark.level is not None:
        return mark.stem
    way = "request" if use.sent else "response"
    place = _PLACES[use.role, mark.inner]
    if mark.stem in _PROPERTY or (mark.inner and mark.stem.endswith(("read-only", "write-only"))):
        return _property_code(mark, way, place)
    stem = _stem_for(mark, use, place)
    return f"{way}-{_visibility(mark, use, stem)}{place}-{stem}"


#: (role, whether below the root of its schema) → the place in a code.
_PLACES = {
    ("parameter", False): "parameter",
    ("parameter", True): "parameter-property",
    ("header-parameter", False): "parameter",
    ("header-parameter", True): "header-property",
    ("header", False): "header",
    ("header", True): "header-property",
    ("body", False): "body",
    ("body", True): "property",
}
_READ_ONLY = _NOT_SENT - {"property-added", "property-removed", "became-required"}
_WRITE_ONLY = {"became-optional", "became-required", "enum-value-added"}


def _stem_for(mark: Mark, use: Use, place: str) -> str:
    """The end of a code, where oasdiff names a change of one place differently."""
    if mark.stem == "became-required" and mark.variant == "required-with-default" and use.sent:
        return "became-required-with-default"
    if mark.stem == "type-changed" and mark.variant == "from-text" and place == _IN_PARAMETER:
        return "type-specialized"
    if mark.stem == "type-specialized" and use.sent and place != _IN_PARAMETER:
        return "type-changed"
    return mark.stem


_IN_PARAMETER = "parameter-property"


def _visibility(mark: Mark, use: Use, stem: str) -> str:
    if use.sent and mark.read_only and stem in _READ_ONLY:
        return "read-only-"
    if not use.sent and mark.write_only and stem in _WRITE_ONLY:
        return "write-only-"
    return ""


def _property_code(mark: Mark, way: str, place: str) -> str:
    """Codes of properties that come, go or change who may send them."""
    needed, _, default = mark.variant.partition("-")
    hidden = "-write-only" if mark.write_only else ""
    match mark.stem, way:
        case "property-added", "request":
            ending = f"-{default}" if default and place == "property" else ""
            return f"new-{needed}-request-{place}{ending}"
        case "property-added", _:
            return f"response-{needed}{hidden}-property-added"
        case "property-removed", "request":
            return f"request-{place if mark.inner else 'property'}-removed"
        case "property-removed", _:
            return f"response-{needed}{hidden}-property-removed"
    return f"{way}-{needed}-property-{mark.stem}"
