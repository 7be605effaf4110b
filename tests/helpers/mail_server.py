"""A mail server that takes what it is given, as somebody's would: by SMTP, with a login and TLS if it is told to."""

import base64
import email
import email.policy
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class MailBox:
    """`taken` are the letters with their receivers. `refusals` are answers to receivers, by address; `greeting` is what is said
    first. `login`: user and password that are wanted; `logins` are those that were tried, with whether the line was safe."""

    port: int = 0
    greeting: str = "220 mail.example"
    login: tuple[str, str] | None = None
    trust: ssl.SSLContext | None = None
    refusals: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    logins: list[tuple[str, str, bool]] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        box: MailBox = self.server.box  # type: ignore[attr-defined]
        self.safe, self.proven, self.to = False, box.login is None, ""
        self.say(box.greeting)
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            if verb.upper() == "QUIT":
                self.say("221 bye")
                return
            self.answer(box, verb.upper(), rest)

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # the server knows only the one that is not encrypted

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        self.wfile.flush()

    def answer(self, box: MailBox, verb: str, rest: str) -> None:
        if verb in ("EHLO", "HELO"):
            starts = ["250-STARTTLS"] if box.trust and not self.safe else []
            self.say("250-mail.example", *starts, "250-AUTH PLAIN", "250 8BITMIME")
        elif verb == "STARTTLS" and box.trust:
            self.say("220 go on")
            self.connection = box.trust.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
            self.safe = True
        elif verb == "AUTH":
            _, user, word = base64.b64decode(rest.split()[1]).decode().split("\0")
            box.logins.append((user, word, self.safe))
            self.proven = (user, word) == box.login
            self.say("235 welcome" if self.proven else "535 5.7.8 wrong")
        elif not self.proven:
            self.say("530 5.7.0 log in first")
        elif verb == "RCPT":
            address = rest.partition("<")[2].partition(">")[0]
            self.say(box.refusals.get(address, "250 ok"))
            self.to = address
        elif verb == "DATA":
            self.take(box)
        else:
            self.say("250 ok")

    def take(self, box: MailBox) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        box.taken.append((self.to, letter))
        self.say("250 taken")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailBox]:
    """Listens until the end."""
    with _Server(("127.0.0.1", port), _Talk) as server:
        box = MailBox(server.server_address[1])
        server.box = box  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


def nobody_listens() -> int:
    """A port at which nobody does."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
