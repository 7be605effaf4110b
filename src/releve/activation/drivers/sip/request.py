"""A SIP request, read (RFC 3261, chapter 7). Pure, and never surprised: whatever the bytes are, they are a request, a
request with a fault that can be answered, or nothing.

Texts are bytes as ISO 8859-1 shows them, so that what is copied into the answer is what came.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

#: More than this is no request that anybody places a call with; it is not read.
BYTES_MAX = 16_384
LINES_MAX = 200

_COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "l": "content-length",
}
#: What an answer repeats, in the order in which it does; all but the first stand once.
COPIED = ("via", "from", "to", "call-id", "cseq")
_ONCE = frozenset((*COPIED[1:], "max-forwards", "content-length"))

_BLANK = " \t"
_START = re.compile(r"([A-Za-z0-9.!%*_+`'~-]{1,32}) ([^\s]+) SIP/([0-9]+\.[0-9]+)", re.IGNORECASE)
_HEADER = re.compile(r"([A-Za-z0-9.!%*_+`'~-]+)[ \t]*:(.*)", re.DOTALL)
_CSEQ = re.compile(r"([0-9]{1,10})[ \t]+([^\s]+)")
_CSEQ_MAX = 2**31
_TAG = re.compile(r";[ \t]*tag[ \t]*=[ \t]*([^\s;,>]+)", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_VIA = re.compile(
    r"[ \t]*SIP[ \t]*/[ \t]*2\.0[ \t]*/[ \t]*([A-Za-z0-9+-]+)[ \t]+"
    r"(\[[0-9A-Fa-f:.]{2,60}\]|[A-Za-z0-9._-]{1,255})(?:[ \t]*:[ \t]*([0-9]{1,5}))?[ \t]*",
    re.IGNORECASE,
)


class Fault(IntEnum):
    """What is wrong with a request, as the answer says it."""

    NONE = 0
    BAD = 400
    VERSION = 505


@dataclass(frozen=True, slots=True)
class Via:
    """Who sent the request, by the first `Via`: what is before its parameters, the parameters one by one, and what
    follows it in the same line (further ones, behind a comma)."""

    start: str
    host: str
    port: int | None
    params: tuple[str, ...]
    rest: str

    @property
    def asks_for_port(self) -> bool:
        """RFC 3581: the answer is to go to where the request came from."""
        return any(_name(one) == "rport" for one in self.params)

    def seen_from(self, ip: str, port: int) -> str:
        """The line's value with what we have seen of the sender. What it claims of that itself is left out."""
        kept = [one for one in self.params if _name(one) not in ("received", "rport")]
        if self.asks_for_port:
            kept.append(f"rport={port}")
        if self.asks_for_port or self.host.strip("[]").lower() != ip:
            kept.append(f"received={ip}")
        return ";".join([self.start.rstrip(), *kept]) + self.rest


@dataclass(frozen=True, slots=True)
class Request:
    """`lines` are those that an answer repeats: (name as it came, value), the first of them `via`. `dialog`: it belongs to a
    call that is under way, for its `To` has a tag. `hops` None: it does not say how far it may go."""

    method: str
    uri: str
    via: Via
    lines: tuple[tuple[str, str], ...]
    identity: str
    dialog: bool
    hops: int | None
    fault: Fault = Fault.NONE


def request_of(data: bytes) -> Request | None:
    """None for what cannot be answered: responses, keep-alives, noise. A body that is shorter than promised is a fault."""
    if len(data) > BYTES_MAX:
        return None
    head, blank, body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    lines = _unfolded(head.decode("latin-1"))
    if not blank or not lines or len(lines) > LINES_MAX:
        return None
    if lines[0][:8].upper() == "SIP/2.0 ":
        return None  # a response: we have asked nothing
    headers: dict[str, list[tuple[str, str]]] = {}
    refused = [line for line in lines[1:] if not _take(line, headers)]
    via = _via(headers["via"][0][1]) if "via" in headers else None
    if via is None:
        return None
    start = _START.fullmatch(lines[0])
    bad = bool(refused) or start is None or _is_bad(start[1], headers, len(body))
    version = start is not None and start[3] != "2.0"
    to = headers.get("to", [("", "")])[0][1]
    return Request(
        method=start[1] if start else "",
        uri=start[2] if start else "",
        via=via,
        lines=tuple(line for name in COPIED for line in headers.get(name, ())),
        identity="\n".join(_identity(headers)),
        dialog=_TAG.search(_params(to)) is not None,
        hops=None if bad else _whole(headers.get("max-forwards")),
        fault=Fault.VERSION if version else Fault.BAD if bad else Fault.NONE,
    )


def _unfolded(head: str) -> list[str]:
    """A line that begins with a blank goes on with the one before."""
    lines: list[str] = []
    for line in head.split("\r\n"):
        if line[:1] in (" ", "\t") and lines:
            lines[-1] = f"{lines[-1]} {line.strip(_BLANK)}"
        else:
            lines.append(line)
    return lines


def _take(line: str, headers: dict[str, list[tuple[str, str]]]) -> bool:
    """Put a line to its name. False if it is none, or one too many of its name; nothing else than a line's end may
    look like one."""
    found = _HEADER.fullmatch(line)
    if found is None or "\n" in line or "\r" in line or "\0" in line:
        return False
    name = found[1].lower()
    name = _COMPACT.get(name, name)
    known = headers.setdefault(name, [])
    if known and name in _ONCE:
        return False
    known.append((found[1], found[2].strip(_BLANK)))
    return True


def _via(text: str) -> Via | None:
    found = _VIA.match(text)
    if found is None:
        return None
    params, rest = _until_comma(text[found.end() :])
    if params and not params.startswith(";"):
        return None
    port = int(found[3]) if found[3] else None
    if port is not None and not 0 < port < 65_536:
        return None
    each = tuple(one.strip(_BLANK) for one in params[1:].split(";")) if params else ()
    return Via(found[0], found[2], port, each, rest)


def _until_comma(text: str) -> tuple[str, str]:
    """What is before a comma that stands in no quotes, and the rest with it."""
    quoted = False
    for at, sign in enumerate(text):
        if sign == '"' and text[at - 1 : at] != "\\":
            quoted = not quoted
        elif sign == "," and not quoted:
            return text[:at], text[at:]
    return text, ""


def _is_bad(method: str, headers: dict[str, list[tuple[str, str]]], body_bytes: int) -> bool:
    if any(name not in headers for name in COPIED):
        return True
    cseq = _CSEQ.fullmatch(headers["cseq"][0][1])
    if cseq is None or int(cseq[1]) >= _CSEQ_MAX or cseq[2] != method:
        return True
    if not headers["call-id"][0][1] or not headers["from"][0][1] or not headers["to"][0][1]:
        return True
    if "max-forwards" in headers and _whole(headers["max-forwards"]) is None:
        return True
    if "content-length" not in headers:
        return False
    promised = _whole(headers["content-length"])
    return promised is None or promised > body_bytes


def content_length(head: bytes) -> int | None:
    """How many bytes follow this head in a stream; None if what it says is no number. Nothing said: none."""
    headers: dict[str, list[tuple[str, str]]] = {}
    for line in _unfolded(head.decode("latin-1"))[1:]:
        _take(line, headers)
    return _whole(headers["content-length"]) if "content-length" in headers else 0


def _whole(lines: list[tuple[str, str]] | None) -> int | None:
    text = lines[0][1] if lines else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _identity(headers: dict[str, list[tuple[str, str]]]) -> list[str]:
    """What a request has in common with its repetitions and with what cancels it, and with no other request."""
    values = [headers[name][0][1] if name in headers else "" for name in COPIED]
    return [*values[:-1], values[-1].partition(" ")[0]]


def _params(address: str) -> str:
    """The parameters of an address that stand outside its brackets, without what is in quotes."""
    bare = _QUOTED.sub("", address)
    return bare[bare.rfind(">") + 1 :]


def _name(param: str) -> str:
    return param.partition("=")[0].strip(_BLANK).lower()
