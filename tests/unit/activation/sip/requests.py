"""SIP requests for tests, as callers and strangers send them; and how to ask about them without a socket."""

from collections.abc import Mapping

from releve.activation.drivers.sip.answer import Answered, answered
from releve.activation.drivers.sip.deciding import Destination, LookUp
from releve.domain.errors import Unavailable
from releve.domain.say import say

NUMBER = "+15145550101"
KEY = b"of chance"
CA1 = Destination("sip:sbc.ca1.example:5070")


def known(number: str) -> Destination | None:
    """One number is known, and lives in ca1."""
    return CA1 if number == "15145550101" else None


def nothing_now(number: str) -> Destination | None:
    raise Unavailable(say("The directory does not answer."))


def written(*lines: str, body: str = "") -> bytes:
    return ("\r\n".join([*lines, "", ""]) + body).encode("latin-1")


def invite(
    uri: str = f"sip:{NUMBER}@calls.example", method: str = "INVITE", **headers: str | None
) -> bytes:
    """A request that is as it should be, but for the headers given (`max_forwards="0"`); None leaves one out."""
    usual: Mapping[str, str | None] = {
        "via": "SIP/2.0/UDP carrier.example:5062;branch=z9hG4bK776",
        "max_forwards": "70",
        "from": "Alix <sip:+33199000001@carrier.example>;tag=1928",
        "to": f"<sip:{NUMBER}@calls.example>",
        "call_id": "a84b4c76e66710",
        "cseq": f"314159 {method}",
        "contact": "<sip:alix@carrier.example>",
        "content_length": "0",
    }
    lines = [
        f"{name.replace('_', '-').title()}: {value}"
        for name, value in (dict(usual) | headers).items()
        if value is not None
    ]
    return written(f"{method} {uri} SIP/2.0", *lines)


def asked(
    data: bytes, look_up: LookUp = known, ip: str = "192.0.2.7", port: int = 4711
) -> Answered:
    return answered(look_up, KEY, data, ip, port)


def lines_of(answer: Answered) -> list[str]:
    """The lines of an answer that was given."""
    assert answer.data is not None
    head, _, body = answer.data.decode("latin-1").partition("\r\n\r\n")
    assert body == ""
    return head.split("\r\n")


def header(answer: Answered, name: str) -> str:
    """The value of a header that stands once."""
    [value] = [one.partition(": ")[2] for one in lines_of(answer) if one.startswith(f"{name}: ")]
    return value
