"""What the text of a literal tells by itself: addresses, fields, lists with a word that says what follows, secrets, hosts.

All work on the text as it stands, in which each character put in at run time is `HOLE`, so that places stay what they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from releve.scripts.claims import Claim, Rule
from releve.scripts.hints import PAUSES, SEGMENTS, VERBS, is_quantity, kind_of_name

#: Stands for every character that is put in at run time.
HOLE = "\x00"

GUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
#: Without one of these in a text, folded, no key and no password is told by it.
NEAR_SECRETS = "key|secret|passw|pwd|token|bearer|basic"
_ID = rf"(?:{GUID}|[0-9]+|{HOLE}+)"
_MAY_HOLD_IDS = re.compile(rf"[0-9{HOLE}-]")
_SEGMENT = re.compile(rf"/([A-Za-z][A-Za-z-]*)/({_ID})(?=[/?#&\"'\s<,;]|$)")
_FIELD = re.compile(
    rf"""(?<![\w.])(?P<name>[A-Za-z_][\w]*)["']?\s*[:=]\s*["']?(?P<id>{_ID})(?=["']|[\s,;&}}\])<|]|/>|$)"""
)
_FIELDS = re.compile(r"""(?<![\w.])(?P<name>[A-Za-z_]\w*)["']?\s*[:=]\s*\[(?P<ids>[^\[\]{}]*)\]""")
_ELEMENT = re.compile(
    rf"<(?P<name>[A-Za-z_][\w.]*)(?:\s[^<>]*)?>\s*(?P<id>{_ID})\s*</(?P=name)\s*>"
)
_INPUT = re.compile(
    rf"""\bname\s*=\s*["'](?P<name>[\w.]+)["'][^<>]*?\bvalue\s*=\s*["']?(?P<id>{_ID})(?=["'\s/>])""",
    re.IGNORECASE,
)
_SELECT = re.compile(
    r"""<select\b[^<>]*\bname\s*=\s*["'](?P<name>[\w.]+)["'][^<>]*>(?P<options>.*?)</select""",
    re.IGNORECASE | re.DOTALL,
)
_OPTION = re.compile(rf"""<option\b[^<>]*\bvalue\s*=\s*["']?({_ID})(?=["'\s/>])""", re.IGNORECASE)
_NUMBER_IN_LIST = re.compile(rf"(?<![\w.])({_ID})(?![\w.])")
_ITEM = re.compile(r"[^,|:;\t]+")
_HOST = re.compile(
    r"(?<![\w.-])((?:[A-Za-z0-9-]+\.)+(?:nice-?incontact|nicecxone(?:-gov)?|incontact)\.(?:com|eu|[a-z.]{2,6}))(?![\w-])",
    re.IGNORECASE,
)
#: A region (`au1`, `api-na1`) or a cluster (`home-c47`, `e32`) in the name of a host.
_REGION = re.compile(r"(?:^|[.-])(?:[a-z]{2}\d{1,2}|[ce]\d{1,3})(?=[.-])", re.IGNORECASE)
_KEEPS_QUIET = (
    r"access[_ -]?key[_ -]?(?:id|secret)|accesskey|secret[_ -]?key|client[_ -]?secret|api[_ -]?key|apikey|x-api-key|"
    r"password|passwd|pwd|secret|auth[_ -]?token|bearer[_ -]?token|private[_ -]?key"
)
_SECRET = re.compile(
    rf"""(?P<name>{_KEEPS_QUIET})["']?\s*(?:[:=,]|=>)\s*["']?(?P<secret>[^\s"'{{}},;&<>{HOLE}]{{6,}})""",
    re.IGNORECASE,
)
_AUTHORISATION = re.compile(
    r"(?<![\w])(?:bearer|basic)\s+(?P<secret>[A-Za-z0-9+/=._~-]{12,})", re.IGNORECASE
)
_MAY_HOLD_SECRETS = re.compile(NEAR_SECRETS)
_SECRET_NAME = re.compile(rf"(?:{_KEEPS_QUIET})$", re.IGNORECASE)
#: Without one of these at its end no name is one of them.
_SECRET_ENDS = ("id", "key", "secret", "password", "passwd", "pwd", "token")
#: Verbs that are ordinary words, when they are not written in capitals.
_WORDS_TOO = frozenset(
    {
        "AGENT",
        "SKILL",
        "TAG",
        "TEAM",
        "HOURS",
        "VM",
        "CAMPAIGN",
        "DISPOSITION",
        "CALLBACK",
        "OVERFLOW",
    }
)
#: Items that may stand between a word and its id.
_VERB_REACH = 3


@dataclass(frozen=True, slots=True)
class Found:
    """From `start` to before `end` in the text that was searched."""

    start: int
    end: int
    claim: Claim


def told_by(text: str) -> Iterator[Found]:
    """Yield all that a text tells of the ids in it, or of what is put there at run time."""
    if not _MAY_HOLD_IDS.search(text):
        return
    if "/" in text:
        yield from _addresses(text)
    yield from _fields(text)
    yield from _verbs(text)


def is_secret(name: str, text: str) -> bool:
    """Whether the whole of a property of this name is to be kept secret: nothing is put into it at run time."""
    if not name.casefold().endswith(_SECRET_ENDS) or "{" in text or not text.strip():
        return False
    return _SECRET_NAME.search(name) is not None


def secrets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of keys and passwords that stand in clear."""
    if not _MAY_HOLD_SECRETS.search(text.casefold()):
        return
    for pattern in (_SECRET, _AUTHORISATION):
        for found in pattern.finditer(text):
            yield found.span("secret")


def hosts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of host names of the platform that name a region or a cluster."""
    if "." not in text:
        return
    for found in _HOST.finditer(text):
        if _REGION.search(found[1]):
            yield found.span(1)


def is_platform(host: str) -> bool:
    """Whether a host is one of the platform's own, whatever region it names."""
    return _HOST.fullmatch(host) is not None


def _addresses(text: str) -> Iterator[Found]:
    for found in _SEGMENT.finditer(text):
        kind = SEGMENTS.get(found[1].casefold())
        if kind == "tag" and "/dfo/" in text[: found.start()].casefold():
            kind = "digital_tag"
        if kind is not None:
            yield Found(*found.span(2), Claim(kind, Rule.ADDRESS, f"/{found[1]}/"))


def _fields(text: str) -> Iterator[Found]:
    is_marked_up = "<" in text
    for pattern in (_FIELD, _ELEMENT, _INPUT) if is_marked_up else (_FIELD, _INPUT):
        for found in pattern.finditer(text):
            claim = _field(found["name"])
            if claim is None or (claim.kind == "number" and text[found.end("name")] == ":"):
                continue  # `day:41870264` is an entry of a list as often as a field
            yield Found(*found.span("id"), claim)
    for found in _SELECT.finditer(text) if is_marked_up else ():
        if (claim := _field(found["name"])) is not None:
            for option in _OPTION.finditer(text, *found.span("options")):
                yield Found(*option.span(1), claim)
    for found in _FIELDS.finditer(text) if "[" in text else ():
        if (claim := _field(found["name"])) is not None:
            for number in _NUMBER_IN_LIST.finditer(text, *found.span("ids")):
                yield Found(*number.span(1), claim)


def _field(name: str) -> Claim | None:
    if is_quantity(name):
        return Claim("number", Rule.FIELD, name)
    told = kind_of_name(name)
    return Claim(told[0], Rule.FIELD if told[1] else Rule.NAMED, name) if told else None


def _behind(kind: str, word: str) -> Claim:
    return Claim(kind, Rule.SETTING if kind == "number" else Rule.VERB, word)


def _verbs(text: str) -> Iterator[Found]:
    """`MENU_1,QUEUE,41870264` and `VOICEMAILOPT:CMN_VM_OPT.wav,41692718`."""
    items = [(found, found[0].strip(" \"'")) for found in _ITEM.finditer(text)]
    for at, (_, word) in enumerate(items):
        is_verb = word.isupper() or word.upper() not in _WORDS_TOO
        kind = VERBS.get(word.upper()) if is_verb else None
        if kind is None and word.upper() in PAUSES:
            kind = "number"
        if kind is None:
            continue
        for found, item in items[at + 1 : at + 1 + _VERB_REACH]:
            if re.fullmatch(_ID, item):
                start = found.start() + found[0].index(item)
                yield Found(start, start + len(item), _behind(kind, word))
                break
            if item.upper() in VERBS or kind == "hours":
                break
