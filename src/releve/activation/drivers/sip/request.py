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

#: What an answer repeats, in the order in which it does; all but the first stand once.
COPIED = ("via", "from", "to", "call-id", "cseq")

#: Headers that count for us, by the names they have.
_COUNT = {name: name for name in (*COPIED, "max-forwards", "content-length")}
_COUNT |= {"v": "via", "f": "from", "t": "to", "i": "call-id", "l": "content-length"}

#: Name → the lines of that name: (name as it came, value).
Headers = dict[str, list[tuple[str, str]]]

_BLANK = " \t"
_START = re.compile(r"([A-Za-z0-9.!%*_+`'~-]{1,32}) ([^\s]+) SIP/([0-9]+\.[0-9]+)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+")
_CSEQ = re.compile(r"([0-9]{1,10})[ \t]+([^\s]+)")
_CSEQ_MAX = 2**31
_TAG = re.compile(r";[ \t]*tag[ \t]*=[ \t]*([^\s;,>]+)", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SEEN_OF_IT = ("rport", "received")
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
    """Who sent the request, by the first `Via`: what is before its parameters, these without what it claims of itself as
    others see it, and what follows in the same line (further ones, behind a comma). `asks_for_port`: the answer is to go
    to where the request came from (RFC 3581)."""

    start: str
    host: str
    port: int | None
    params: tuple[str, ...]
    rest: str
    asks_for_port: bool

    def seen_from(self, ip: str, port: int) -> str:
        """The line's value with what we have seen of the sender."""
        seen: tuple[str, ...] = (f"rport={port}", f"received={ip}") if self.asks_for_port else ()
        if not seen and self.host.strip("[]").lower() != ip:
            seen = (f"received={ip}",)
        return ";".join((self.start, *self.params, *seen)) + self.rest


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
    text = head.decode("latin-1")
    lines = _unfolded(text)
    if not blank or not _is_plain(text) or len(lines) > LINES_MAX:
        return None
    if lines[0][:8].upper() == "SIP/2.0 ":
        return None  # a response: we have asked nothing
    headers, all_right = _headers(lines[1:])
    via = _via(headers["via"][0][1]) if "via" in headers else None
    if via is None:
        return None
    start = _START.fullmatch(lines[0])
    bad = not all_right or start is None or _is_bad(start[1], headers, len(body))
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
    found = head.split("\r\n")
    if "\r\n " not in head and "\r\n\t" not in head:
        return found
    lines: list[str] = []
    for line in found:
        if line[:1] in (" ", "\t") and lines:
            lines[-1] = f"{lines[-1]} {line.strip(_BLANK)}"
        else:
            lines.append(line)
    return lines


def _headers(lines: list[str]) -> tuple[Headers, bool]:
    """The headers that count for us, by their name, and whether every line was one. Those that stand once must not come
    again."""
    found: Headers = {}
    all_right = True
    for line in lines:
        name, colon, value = line.partition(":")
        known = _COUNT.get(name) or _COUNT.get(name.rstrip(_BLANK).lower())
        if known is None:
            all_right = (
                all_right and colon != "" and _NAME.fullmatch(name.rstrip(_BLANK)) is not None
            )
        elif (known in found and known != "via") or not colon:
            all_right = False
        else:
            found.setdefault(known, []).append((name.rstrip(_BLANK), value.strip(_BLANK)))
    return found, all_right


def _is_plain(head: str) -> bool:
    """Whether nothing looks like the end of a line and is none."""
    ends = head.count("\r\n")
    return head.count("\n") == ends == head.count("\r") and "\0" not in head


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
    each = [one.strip(_BLANK) for one in params[1:].split(";")] if params else []
    names = [one.partition("=")[0].strip(_BLANK).lower() for one in each]
    kept = tuple(one for one, name in zip(each, names, strict=True) if name not in _SEEN_OF_IT)
    return Via(found[0].rstrip(_BLANK), found[2], port, kept, rest, "rport" in names)


def _until_comma(text: str) -> tuple[str, str]:
    """What is before a comma that stands in no quotes, and the rest with it."""
    quoted = False
    for at, sign in enumerate(text):
        if sign == '"' and text[at - 1 : at] != "\\":
            quoted = not quoted
        elif sign == "," and not quoted:
            return text[:at], text[at:]
    return text, ""


def _is_bad(method: str, headers: Headers, body_bytes: int) -> bool:
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
    headers, _ = _headers(_unfolded(head.decode("latin-1"))[1:])
    return _whole(headers["content-length"]) if "content-length" in headers else 0


def _whole(lines: list[tuple[str, str]] | None) -> int | None:
    text = lines[0][1] if lines else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _identity(headers: Headers) -> list[str]:
    """What a request has in common with its repetitions and with what cancels it, and with no other request."""
    values = [headers[name][0][1] if name in headers else "" for name in COPIED]
    return [*values[:-1], values[-1].partition(" ")[0]]


def _params(address: str) -> str:
    """The parameters of an address that stand outside its brackets, without what is in quotes."""
    bare = _QUOTED.sub("", address)
    return bare[bare.rfind(">") + 1 :]
