"""Notices by e-mail: one message for each address, in the language that was chosen for it, to a configured SMTP server."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from releve.domain.clock import instant
from releve.domain.errors import Refused, Unavailable
from releve.domain.notices import Channel, Phase, Telling
from releve.domain.say import Message, say

#: Puts a message into a language, with its moments by the clock of a zone.
Speak = Callable[[str, Message, str], str]


@dataclass(frozen=True, slots=True)
class MailServer:
    """`security`: `tls` from the first byte, `starttls`, or `none`. Without a `user` nobody logs in."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = None
    patience_s: float = 10.0

    def connect(self) -> smtplib.SMTP:
        """Encrypted and logged in, as the settings want it. The password never travels in clear unless `none` is chosen."""
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.patience_s, context=self.trust
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.patience_s)
        try:
            if self.security == "starttls":
                server.starttls(context=self.trust)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


@dataclass(frozen=True, slots=True)
class MailSender:
    """Implements `Sender`. A server that takes some of the addresses and refuses others has taken the message: what it refuses
    is a wrong address, which trying again does not mend."""

    server: MailServer
    speak: Speak
    channel: Channel = Channel.MAIL

    def send(self, telling: Telling) -> None:
        try:
            with self.server.connect() as server:
                for language, addresses in telling.people.items():
                    for address in addresses:
                        letter = self.letter(telling, language, address)
                        self._hand_over(server, letter, address)
        except smtplib.SMTPAuthenticationError as error:
            raise Unavailable(
                self._told(error), say("See whether smtp.user and its password are right.")
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(
                self._told(error), say("It is sent again until it is taken.")
            ) from error

    def _hand_over(self, server: smtplib.SMTP, letter: EmailMessage, address: str) -> None:
        try:
            server.send_message(letter, self.server.sender, [address])
        except smtplib.SMTPRecipientsRefused as error:
            status = next(iter(error.recipients.values()))[0]
            if status < 500:
                raise
            server.rset()
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code < 500:
                raise
            raise Refused(self._told(error), say("See whether smtp.sender is right.")) from error

    def _told(self, error: Exception) -> Message:
        """Why, without anything that was sent."""
        return say(
            "The mail server {host} does not take it: {why}.",
            host=f"{self.server.host}:{self.server.port}",
            why=_why(error),
        )

    def letter(self, telling: Telling, language: str, address: str) -> EmailMessage:
        def said(message: Message) -> str:
            return self.speak(language, message, telling.zone)

        letter = EmailMessage(policy=SMTP)
        letter["From"], letter["To"] = self.server.sender, address
        letter["Subject"] = said(subject(telling)).replace("\n", " ").replace("\r", " ")
        letter["Date"] = format_datetime(instant(telling.at))
        domain = self.server.sender.rpartition("@")[2] or "localhost"
        letter["Message-ID"] = f"<{telling.id}.{_local(address)}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(
            "\r\n".join(said(line) if line else "" for line in lines(telling)) + "\r\n"
        )
        letter["Content-Language"] = language
        return letter


def subject(telling: Telling) -> Message:
    values = {"tenant": telling.primary.name, "topic": telling.notice.topic.label}
    if telling.phase is Phase.ENDED:
        return say("Relève, {tenant}: over: {topic}", **values)
    return say("Relève, {tenant}: {topic}", **values)


def lines(telling: Telling) -> tuple[Message | None, ...]:
    """The text, line by line; None is an empty one."""
    notice = telling.notice
    over = (
        say("It is over since {when}.", when=instant(notice.ended_at))
        if telling.phase is Phase.ENDED
        else None
    )
    head = (over, None) if over else ()
    return (
        *head,
        notice.message,
        None,
        say("Primary tenant: {tenant}", tenant=telling.primary.name),
        say("BCP tenant: {tenant}", tenant=telling.bcp.name),
        say("Noticed on {when}.", when=instant(notice.began_at)),
        None,
        say("Look at it: {link}", link=telling.link),
        say("What is sent, and to whom, is chosen under Notifications in Admin."),
    )


def _local(address: str) -> str:
    """Part of an id that is the same however often the letter is sent, and tells nothing else."""
    return "".join(one if one.isalnum() else "-" for one in address.casefold())


def _why(error: Exception) -> str:
    match error:
        case smtplib.SMTPRecipientsRefused():
            status, text = next(iter(error.recipients.values()))
            return f"{status} {_decoded(text)}"
        case smtplib.SMTPResponseException():
            return f"{error.smtp_code} {_decoded(error.smtp_error)}"
        case OSError(strerror=str() as told) if told:
            return told
        case _:
            return (str(error) or type(error).__name__).rstrip(".")


def _decoded(text: bytes | str) -> str:
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(plain.split())[:200].rstrip(".")
