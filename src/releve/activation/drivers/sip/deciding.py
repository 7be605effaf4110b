"""What a SIP request is answered with (RFC 3261, chapter 8.3: a redirect server). Pure: where a number is to be had is asked
of a callable, and each request is decided by itself, so that one that is repeated after a switch is told what is so then.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from releve.activation.drivers.sip.numbers import dialled, number_dialled
from releve.activation.drivers.sip.request import Fault, Request
from releve.domain.errors import Unavailable

#: After so many seconds whoever was told that nothing is known now should ask again.
RETRY_S = 5

ALLOW = ("Allow", "INVITE,ACK,CANCEL,OPTIONS")

_SIP = re.compile(
    r"sips?:(?:([^@:]+)(?::[^@]*)?@)?[^@;?]+(;[^?]*)?(?:\?.*)?", re.IGNORECASE | re.DOTALL
)
_TEL = re.compile(r"tel:([^;]+)(?:;.*)?", re.IGNORECASE | re.DOTALL)
_KNOWN_SCHEME = re.compile(r"(sips?|tel):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where calls of a number go: the SIP address of a region, without a user. `age_s` says how old that knowledge is;
    `sure` false: it may have changed since, and the directory cannot be asked."""

    address: str
    age_s: float = 0.0
    sure: bool = True


#: Figures of a number → where it is to be had, None if nobody has it. The empty number is nobody's. Raises Unavailable when
#: that cannot be told now.
LookUp = Callable[[str], Destination | None]


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Target:
    """The user of an address, and whether it is said to be a telephone's."""

    user: str
    by_phone: bool


_UNKNOWN = Reply(404)
_NOT_NOW = Reply(503, (("Retry-After", str(RETRY_S)),))


def decided(request: Request, look_up: LookUp) -> Reply | None:
    """None for what is not answered: the acknowledgment of an answer."""
    if request.method == "ACK":
        return None
    if request.fault is not Fault.NONE:
        return Reply(request.fault)
    match request.method:
        case "CANCEL":
            return Reply(200)  # what it cancels has had its answer
        case "REGISTER":
            return Reply(405, (ALLOW,))
        case "OPTIONS":
            return _asked_how_we_are(look_up)
    if request.dialog or request.method == "BYE":
        return Reply(481)
    if request.hops == 0:
        return Reply(483)
    # RFC 3261, 8.3: a redirect server ignores what it does not understand, even methods, and redirects.
    return _redirected(request.uri, look_up)


def _asked_how_we_are(look_up: LookUp) -> Reply:
    """Who asks regularly calls somebody else while we know nothing."""
    try:
        look_up("")
    except Unavailable:
        return _NOT_NOW
    return Reply(200, (ALLOW,))


def _redirected(uri: str, look_up: LookUp) -> Reply:
    if _KNOWN_SCHEME.match(uri) is None:
        return Reply(416)
    target = _target(uri)
    if target is None:
        return Reply(400)
    part = dialled(target.user)
    number = number_dialled(part) if part else None
    try:
        destination = look_up(number or "")
    except Unavailable:
        return _NOT_NOW
    if destination is None or part is None:
        return _UNKNOWN
    contact = contact_of(part, destination.address, by_phone=target.by_phone)
    # Without `expires` a contact is good once and must not be kept (RFC 3261, 8.1.3.4); with `expires=0` some take it for over.
    headers = [("Contact", f"<{contact}>")]
    if not destination.sure:
        headers.append(("Warning", _warning(destination.age_s)))
    return Reply(302, tuple(headers))


def contact_of(part: str, address: str, *, by_phone: bool) -> str:
    """The address of a region with what was dialled as its user."""
    scheme, _, rest = address.partition(":")
    return f"{scheme}:{part}@{rest}" + (";user=phone" if by_phone else "")


def _target(uri: str) -> _Target | None:
    if found := _TEL.fullmatch(uri):
        return _Target(found[1], by_phone=True)
    if found := _SIP.fullmatch(uri):
        params = (found[2] or "").lower().split(";")
        return _Target(found[1] or "", by_phone="user=phone" in params)
    return None


def _warning(age_s: float) -> str:
    return f'399 releve "Directory lost, known {min(int(age_s), 10**9)} s ago"'
