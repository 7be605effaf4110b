"""The answer to a SIP request, as bytes, and where it goes. Pure and without memory: the same request from the same place has
the same answer, so that one that is repeated needs no transaction kept for it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from releve.activation.drivers.sip.deciding import LookUp, Reply, decided
from releve.activation.drivers.sip.request import Request, request_of

#: So many bytes an answer may be longer than its request, and it goes to the address that this came from: whoever forges
#: addresses gains nothing by us that they could not send themselves.
LONGER_MAX = 320

#: Of an address of a region in the settings.
ADDRESS_MAX = 120

PORT = 5060

REASONS = {
    200: "OK",
    302: "Moved Temporarily",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    416: "Unsupported URI Scheme",
    481: "Call/Transaction Does Not Exist",
    483: "Too Many Hops",
    503: "Service Unavailable",
    505: "Version Not Supported",
}

#: How a request that had no answer is counted.
DROPPED, ACKNOWLEDGED = "dropped", "ack"


@dataclass(frozen=True, slots=True)
class Answered:
    """`data` None: nothing is to be sent. `port` is where an answer over UDP goes, at the address the request came from.
    `told` is how it is counted."""

    told: str
    data: bytes | None = None
    port: int = PORT


def answered(look_up: LookUp, key: bytes, data: bytes, ip: str, port: int) -> Answered:
    """What to send to who has sent `data` from this address. `key` is of chance, and of the process."""
    request = request_of(data)
    if request is None:
        return Answered(DROPPED)
    reply = decided(request, look_up)
    if reply is None:
        return Answered(ACKNOWLEDGED)
    back = port if request.via.asks_for_port else request.via.port or PORT
    return Answered(str(reply.status), written(request, reply, ip, port, key), back)


def written(request: Request, reply: Reply, ip: str, port: int, key: bytes) -> bytes:
    lines = [f"SIP/2.0 {reply.status} {REASONS[reply.status]}"]
    for at, (name, value) in enumerate(request.lines):
        if at == 0:
            value = request.via.seen_from(ip, port)
        elif name.lower() in ("to", "t") and not request.dialog:
            value = f"{value};tag={_tag(request, key)}"
        lines.append(f"{name}: {value}")
    lines += [f"{name}: {value}" for name, value in reply.headers]
    return "\r\n".join([*lines, "Content-Length: 0", "", ""]).encode("latin-1")


def _tag(request: Request, key: bytes) -> str:
    identity = request.identity.encode("latin-1")
    return hashlib.blake2s(identity, key=key, digest_size=8).hexdigest()


#: `answered`, for the request and where it came from.
Answering = Callable[[bytes, str, int], Answered]
