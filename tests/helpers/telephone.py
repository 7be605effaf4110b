"""A telephone that speaks SIP over a plain socket, for what `sipp` is too polite to do."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.helpers.processes import PATIENCE_S


def request(number: str, method: str = "INVITE", call: str = "1") -> bytes:
    return "\r\n".join(
        [
            f"{method} sip:{number}@calls.example SIP/2.0",
            "Via: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK" + call,
            "From: <sip:alix@carrier.example>;tag=1",
            f"To: <sip:{number}@calls.example>",
            f"Call-ID: {call}",
            f"CSeq: 1 {method}",
            "Content-Length: 0",
            "",
            "",
        ]
    ).encode("ascii")


@contextmanager
def over_udp(port: int, host: str = "127.0.0.1") -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        line.settimeout(PATIENCE_S)
        line.connect((host, port))
        yield line


@contextmanager
def over_tcp(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as line:
        yield line


def heard(line: socket.socket, answers: int = 1) -> list[str]:
    """So many answers, whole; fewer if the line is cut."""
    come = b""
    while come.count(b"\r\n\r\n") < answers and (more := line.recv(65_536)):
        come += more
    return [one for one in come.decode("latin-1").split("\r\n\r\n") if one]


def sent_to(port: int, number: str) -> str:
    """Where a call over UDP is redirected to: the answer's `Contact`; the first line if there is none."""
    with over_udp(port) as line:
        line.send(request(number))
        [answer] = heard(line)
    lines = answer.split("\r\n")
    return next((one for one in lines if one.startswith("Contact:")), lines[0])
