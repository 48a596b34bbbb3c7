"""The verbs by which a suggestion of endpoints knows what somebody wants to do, and their forms.

The list is closed on purpose: a verb that is not here suggests nothing, so that each suggestion
can name the very word it is derived from.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.design.endpoints import EndpointKind

_LIST = "list browse search find filter sort narrow compare export"
_READ = """
    view see show display open check track look read retrieve get access inspect preview download
    follow monitor know
"""
_CREATE = """
    create add place register record raise request submit upload book make start issue invite
    post save write leave send order reserve schedule define import place sign buy
"""
_UPDATE = """
    update edit change modify correct adjust set configure rename amend replace assign move mark
    toggle reorder unlink tag
"""
_DELETE = "delete remove discard erase drop"
_MANAGE = "manage administer maintain"

#: What is recorded when something happens to a resource: a noun, because paths hold no verbs.
NOUNS: dict[str, str] = {
    "cancel": "cancellations",
    "approve": "approvals",
    "reject": "rejections",
    "decline": "rejections",
    "confirm": "confirmations",
    "verify": "verifications",
    "publish": "publications",
    "unpublish": "withdrawals",
    "withdraw": "withdrawals",
    "activate": "activations",
    "deactivate": "deactivations",
    "archive": "archivals",
    "restore": "restorations",
    "refund": "refunds",
    "pay": "payments",
    "ship": "shipments",
    "dispatch": "shipments",
    "return": "returns",
    "redeem": "redemptions",
    "transfer": "transfers",
    "close": "closures",
    "reopen": "reopenings",
    "complete": "completions",
    "finish": "completions",
    "accept": "acceptances",
    "escalate": "escalations",
    "suspend": "suspensions",
    "resume": "resumptions",
    "pause": "pauses",
    "renew": "renewals",
    "revoke": "revocations",
    "join": "memberships",
    "enrol": "enrolments",
    "enroll": "enrollments",
    "subscribe": "subscriptions",
    "unsubscribe": "unsubscriptions",
    "share": "shares",
    "duplicate": "copies",
    "copy": "copies",
    "resend": "deliveries",
    "retry": "retries",
    "merge": "merges",
    "lock": "locks",
    "unlock": "lock_releases",
    "rate": "ratings",
    "review": "reviews",
    "comment": "comments",
}
#: Both ways of reading: many of a kind, and one.
READING_KINDS = (EndpointKind.list, EndpointKind.read)
#: The noun for whatever moves something along its lifecycle where no other noun says it.
STATUS_CHANGES = "status_changes"
#: With a state after them (`mark the order as shipped`), these move something along.
MOVES = frozenset({"move", "mark", "set", "change", "update"})
#: On a screen these end a dialogue; they ask for an endpoint where the lifecycle knows them.
OF_SCREENS = frozenset({"confirm", "complete", "finish", "accept", "close", "verify", "review"})

_IRREGULAR = {
    "find": ("found",),
    "see": ("seen", "saw"),
    "show": ("shown",),
    "get": ("got", "gotten"),
    "know": ("known", "knew"),
    "send": ("sent",),
    "resend": ("resent",),
    "make": ("made",),
    "leave": ("left",),
    "write": ("written", "wrote"),
    "pay": ("paid",),
    "buy": ("bought",),
    "read": ("read",),
    "set": ("set",),
}
_VOWELS = "aeiou"


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

#: What follows one of these is not the object of the verb.
PREPOSITIONS = _set("""
    to by from for with in into on onto at via through about after before when if
    until while because that which where who without within per during under over so as than unless
    """)
#: These may come between a verb and its object (`search for orders`, `look at an order`).
PARTICLES = _set("for on at in through into up out over")
PRONOUNS = _set("it them")
#: A verb's form after one of these is a noun (`the change`, `each refund`).
ARTICLES = _set("a an the this that each every any his her their its our your")
#: These begin a condition, which asks for nothing.
CONDITIONS = _set("until when if while after before once unless whenever where")
#: These make one name stand for many things.
MANY = _set("each every all any several many past recent")
#: Between a subject and what is done to it, these begin another thought.
BREAKS = _set("what which who that where and or but")
#: The word before one of these is an actor.
ACTING = _set("can may must should shall will cannot wants want needs need")
BEING = _set("be is are was were been being gets get")
#: What a screen or a sentence calls the record of what has happened.
CHRONICLES = _set("history timeline")
#: Last words of names of records that are written as things happen.
RECORDS = _set("event log activity entry change audit")
#: Words before a noun that are not part of its name.
QUALIFIERS = _set("""
    new own existing one two more other another same such only current next previous last first
    latest valid available active full whole certain specific selected given single multiple
    different following own new my needed required
    """)
#: End what a verb acts on, as a preposition does.
ADVERBS = _set("twice once again together back away then there here first last newest oldest")
#: What screens and sentences are made of, and what says nothing by itself.
SURFACES = _set("""
    page pages screen screens button buttons form forms field fields tab menu dialog list lists
    link links view app application system service api interface website site detail details
    information data result results option options way ways thing things number numbers status
    time times date day amount amounts access use user-interface everything anything nothing
    something changes change name title text value values support feature features mode step
    steps part parts rest sure action actions problem error errors message messages
    """)
#: Words in a screen's states that show many things.
ROWS = _set("rows cards table newest oldest results per")
#: A text without two of these is in a language whose verbs are not known here.
ENGLISH = _set("""
    the a an to of can may must shall will is are be for with and or by on at from their its that
    this it they i my his her when if as
    """)
#: Ends the reason for a suggestion that words could not decide.
UNRECOGNISED_LANGUAGE = "its language has no recognised verbs"
NEGATIONS = _set("not never cannot no without nor") | {
    "can't",
    "don't",
    "won't",
    "mustn't",
}


def words_in(text: str) -> list[str]:
    """The words of a sentence in small letters, in any script; marks and digits alone go.

    >>> words_in("A customer can't place 2 order-items.")
    ['a', 'customer', "can't", 'place', '2', 'order', 'items']
    """
    return [found.lower().replace("’", "'") for found in _WORD.findall(text)]


def is_english(text: str) -> bool:
    """Whether a text can be read for verbs at all.

    >>> is_english("Place an order"), is_english("Bestellung aufgeben"), is_english("عرض الطلب")
    (True, False, False)
    """
    words = words_in(text)
    return len(ENGLISH.intersection(words)) > 1 or any(verb_of(word) for word in words)


def _forms(verb: str) -> set[str]:
    forms = {verb, verb + "s", verb + "es", verb + "ed", verb + "ing", *_IRREGULAR.get(verb, ())}
    if verb.endswith("e"):
        forms |= {verb + "d", verb[:-1] + "ing"}
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        forms |= {verb[:-1] + "ies", verb[:-1] + "ied"}
    if verb[-1] not in "aeiouwxy" and verb[-2] in _VOWELS:
        forms |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return forms


_KINDS: dict[str, tuple[EndpointKind, ...]] = {
    **dict.fromkeys(_LIST.split(), (EndpointKind.list,)),
    **dict.fromkeys(_READ.split(), (EndpointKind.read,)),
    **dict.fromkeys(_CREATE.split(), (EndpointKind.create,)),
    **dict.fromkeys(_UPDATE.split(), (EndpointKind.update,)),
    **dict.fromkeys(_DELETE.split(), (EndpointKind.delete,)),
    **dict.fromkeys(
        _MANAGE.split(),
        tuple(kind for kind in EndpointKind if kind is not EndpointKind.action),
    ),
    **dict.fromkeys(NOUNS, (EndpointKind.action,)),
}
_LEMMAS: dict[str, str] = {
    form: verb for verb in sorted(_KINDS, reverse=True) for form in sorted(_forms(verb))
}


@lru_cache(maxsize=16_384)
def verb_of(word: str) -> str | None:
    """The verb that a word is a form of, None for a word that is no verb we know.

    >>> verb_of("placed"), verb_of("cancelling"), verb_of("teapot")
    ('place', 'cancel', None)
    """
    return _LEMMAS.get(word)


def kinds_of(verb: str) -> tuple[EndpointKind, ...]:
    """What a verb asks of an API; several for `manage`."""
    return _KINDS[verb]


def only_reads(verb: str) -> bool:
    """Whether a verb asks to see something and changes nothing."""
    return all(kind in READING_KINDS for kind in kinds_of(verb))


def is_participle(word: str, verb: str) -> bool:
    """Whether a form says what has been done (`placed`) rather than what is wanted."""
    return word != verb and not word.endswith(("s", "ing"))
