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
type-changed               E E  has another type
type-generalized           I E  has a wider type
type-specialized           E I  has a narrower type
type-compatible            I I  has another type, but travels as text all the same
list-of-types-widened      I E  may be of more types
list-of-types-narrowed     E I  may be of fewer types
became-enum                E I  is restricted to a list of values
became-not-enum            I W  is no longer restricted to a list of values
enum-value-added           I W  has one more value
enum-value-removed         E I  has one value less
x-extensible-enum-value-added   I I  has one more known value
x-extensible-enum-value-removed E I  has one known value less
const-added                E I  has one fixed value now
const-removed              I E  has no fixed value any more
const-changed              E E  has another fixed value
default-value-added        I I  has a default now
default-value-removed      I I  has no default any more
default-value-changed      I I  has another default
pattern-added              E I  must match a pattern now
pattern-removed            I I  need not match a pattern any more
pattern-changed            W I  must match another pattern
pattern-generalized        I I  must match a more general pattern
multiple-of-added          E I  must be a multiple of a number now
multiple-of-removed        I E  need not be a multiple of a number any more
multiple-of-changed        E E  must be a multiple of another number
multiple-of-generalized    I E  may be a multiple of a smaller number
multiple-of-specialized    E I  must be a multiple of a larger number
unique-items-added         E I  must have distinct items now
unique-items-removed       I E  may have equal items
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
deprecated-sunset-invalid  E E  is deprecated with a sunset date that is no date
sunset-date-too-small      E E  is deprecated with a sunset date that has passed
sunset-deleted             E E  is still deprecated but lost its sunset date
sunset-date-changed-too-small E E  has an earlier sunset date
sunset-date-postponed      I I  has a later sunset date
stability-decreased        E E  is less stable
stability-increased        I I  is more stable
invalid-stability-level    E E  has a stability level that is none
discriminator-added        I I  has a discriminator now
discriminator-removed      I I  has no discriminator any more
discriminator-property-name-changed I I  is told apart by another property
discriminator-mapping-added   I I  has one more discriminator value
discriminator-mapping-deleted I I  has one discriminator value less
discriminator-mapping-changed I I  has a discriminator value for another schema
all-of-added               E I  must also fit another schema
all-of-removed             W I  need not fit another schema any more
all-of-added-annotation-only   I I  has further annotations
all-of-removed-annotation-only I I  has fewer annotations
any-of-added               I I  may fit one more schema
any-of-removed             E I  may fit one schema less
any-of-set                 E I  must fit one of several schemas now
any-of-unset               I E  need not fit one of several schemas any more
one-of-added               I E  may be one more schema
one-of-removed             E I  may be one schema less
one-of-set                 E I  must be one of several schemas now
one-of-unset               I E  need not be one of several schemas any more
wrapped-in-one-of          E E  became one of several schemas
unwrapped-from-one-of      E E  is no longer one of several schemas
prefix-items-added         I E  has one more leading item
prefix-items-removed       E I  has one leading item less
items-added                E I  has described items now
items-removed              I E  has no described items any more
if-added                   E I  has a condition now
if-removed                 I E  has no condition any more
if-changed                 E E  has another condition
then-added                 E I  has a demand where its condition holds
then-removed               I E  has no demand any more where its condition holds
then-changed               E E  has another demand where its condition holds
else-added                 E I  has a demand where its condition does not hold
else-removed               I E  has no demand any more where its condition does not hold
else-changed               E E  has another demand where its condition does not hold
not-added                  E I  must not fit a schema now
not-removed                I E  may fit a schema that was excluded
contains-added             E I  must contain an item of some sort now
contains-removed           I E  need not contain an item of some sort any more
dependent-required-added   E I  demands more where a property is there
dependent-required-removed I E  demands less where a property is there
dependent-required-changed E E  demands something else where a property is there
dependent-schema-added     E I  must fit a schema where a property is there
dependent-schema-removed   I E  need not fit a schema any more where a property is there
pattern-property-added     E I  has a schema for properties of a pattern
pattern-property-removed   I E  has no schema any more for properties of a pattern
property-names-added       E I  restricts the names of properties now
property-names-removed     I E  no longer restricts the names of properties
unevaluated-items-added    E I  restricts further items now
unevaluated-items-removed  I E  no longer restricts further items
unevaluated-properties-added   E I  restricts further properties now
unevaluated-properties-removed I E  no longer restricts further properties
additional-properties-added    I I  allows further properties
additional-properties-removed  E I  no longer allows further properties
additional-properties-restricted   E I  has a schema for further properties now
additional-properties-unrestricted I E  has no schema for further properties any more
content-schema-added       E I  has a schema for its content now
content-schema-removed     I E  has no schema for its content any more
content-media-type-changed E E  has content of another media type
content-encoding-changed   E E  has another content encoding
schema-forbidden           E I  may not be there at all now
schema-allowed             I E  may be anything now
schema-changed             W W  has another schema
reference-broken           W W  refers to something that cannot be compared
reference-changed          - -  is described in another place, with the same meaning
reference-compared         - -  is described in another place, which is compared already
restated                   - -  is written another way, with the same meaning
wording-changed            - -  is worded another way
keyword-changed            I I  has another value
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
        rules[f"{stem}-set"] = Rule(Level.warn, Level.info, f"has a {words} now")
        rules[f"{stem}-unset"] = Rule(Level.info, Level.error, f"has no {words} any more")
        rules[f"{stem}-{looser}"] = Rule(Level.info, Level.error, f"has its {words} {looser}")
        rules[f"{stem}-{stricter}"] = Rule(Level.error, Level.info, f"has its {words} {stricter}")
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
    way, stem = ("request" if use.sent else "response"), mark.stem
    where = _where(mark, use)
    if stem in _PROPERTY or (stem.endswith(("read-only", "write-only")) and mark.inner):
        return _of_property(mark, way, where)
    if stem == "became-required" and mark.variant == "required-with-default" and use.sent:
        return f"{way}-{where}-became-required-with-default"
    if stem == "type-changed" and mark.variant == "from-text" and where == "parameter-property":
        stem = "type-specialized"
    elif stem == "type-specialized" and use.sent and not (use.role == "parameter" and mark.inner):
        stem = "type-changed"
    if use.sent and mark.read_only and stem in _READ_ONLY:
        return f"{way}-read-only-{where}-{stem}"
    if not use.sent and mark.write_only and stem in _WRITE_ONLY:
        return f"{way}-write-only-{where}-{stem}"
    return f"{way}-{where}-{stem}"


_READ_ONLY = _NOT_SENT - {"property-added", "property-removed", "became-required"}
_WRITE_ONLY = {"became-optional", "became-required", "enum-value-added"}


def _where(mark: Mark, use: Use) -> str:
    match use.role, mark.inner:
        case "parameter", False:
            return "parameter"
        case "parameter", True:
            return "parameter-property"
        case "header-parameter", False:
            return "parameter"
        case "header-parameter", True:
            return "header-property"
        case "header", False:
            return "header"
        case "header", True:
            return "header-property"
        case "body", False:
            return "body"
    return "property"


def _of_property(mark: Mark, way: str, where: str) -> str:
    needed, _, default = mark.variant.partition("-")
    hidden = "-write-only" if way == "response" and mark.write_only else ""
    match mark.stem, way:
        case "property-added", "request" if where != "property":
            return f"new-{needed}-request-{where}"
        case "property-added", "request":
            return f"new-{needed}-request-property" + (f"-{default}" if default else "")
        case "property-added", _:
            return f"response-{needed}{hidden}-property-added"
        case "property-removed", "request":
            return f"request-{where if mark.inner else 'property'}-removed"
        case "property-removed", _:
            return f"response-{needed}{hidden}-property-removed"
    return f"{way}-{needed}-property-{mark.stem}"
