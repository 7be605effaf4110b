"""The settings of the ways on which notices leave the house, what must be right about them together, and the senders themselves.

Laws: a secret comes from the environment, the file or a file of its own, it is read at the start, and it stands in no `repr`
and in no message; a password is not sent in clear unless somebody has written `none`.
"""

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from releve.activation.drivers.webhook import Hook, secret_of
from releve.app.notice_hook import HookSender
from releve.app.notice_mail import MailSender, MailServer, Speak
from releve.domain.notices import Channel, Sender
from releve.domain.say import Message, say


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The mail server; without a host there is none."""

    host: str
    port: int
    sender: str
    security: str
    user: str
    password: str = field(repr=False)
    password_file: str
    ca_file: str
    patience_s: float


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """Somebody's program that is told of all notices that go there; without a url there is none."""

    url: str
    secret: str = field(repr=False)
    secret_file: str
    ca_file: str
    patience_s: float


def faults(values: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
    """What is right alone but not together: the key, and what is expected."""
    if values["smtp.host"] and not values["smtp.sender"]:
        yield "smtp.sender", say("The address from which mail is sent is expected.")
    if values["smtp.password"] and values["smtp.password_file"]:
        yield "smtp.password", say("Either the password or a password_file is expected.")
    if bool(values["smtp.user"]) != bool(values["smtp.password"] or values["smtp.password_file"]):
        yield "smtp.user", say("A user and a password are expected, or neither.")
    if values["notices.url"]:
        if bool(values["notices.secret"]) == bool(values["notices.secret_file"]):
            yield "notices.secret", say("Either the secret or a secret_file is expected.")
        elif not _is_secret(_read(values["notices.secret"], values["notices.secret_file"])):
            told = say("whsec_ and Base64 of 24 bytes or more is expected.")
            yield "notices.secret", told
    for key in ("smtp.password_file", "notices.secret_file"):
        if values[key] and _read("", values[key]) is None:
            yield key, say("The path of a file that can be read is expected.")
    for key in ("smtp.ca_file", "notices.ca_file"):
        if values[key] and _trust(values[key]) is None:
            yield key, say("The path of a file with certificates is expected.")


def build_senders(
    smtp: SmtpSettings, hook: NoticeSettings, speak: Speak
) -> Mapping[Channel, Sender]:
    """Those that there are."""
    senders: dict[Channel, Sender] = {}
    if smtp.host:
        server = MailServer(
            smtp.host,
            smtp.port,
            smtp.sender,
            smtp.security,
            smtp.user,
            _read(smtp.password, smtp.password_file) or "",
            _trust(smtp.ca_file),
            smtp.patience_s,
        )
        senders[Channel.MAIL] = MailSender(server, speak)
    if hook.url:
        secret = secret_of(_read(hook.secret, hook.secret_file) or "")
        trust = _trust(hook.ca_file) or ssl.create_default_context()
        senders[Channel.WEBHOOK] = HookSender(Hook(hook.url, secret, trust, hook.patience_s))
    return senders


def _read(given: str, file: str) -> str | None:
    """None for a file that cannot be read."""
    if given or not file:
        return given
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _trust(file: str) -> ssl.SSLContext | None:
    """Whose certificates are good; None for a file that holds none."""
    try:
        return ssl.create_default_context(cafile=file or None)
    except (OSError, ValueError):
        return None


def _is_secret(text: str | None) -> bool:
    try:
        return text is None or bool(secret_of(text))
    except ValueError:
        return False
