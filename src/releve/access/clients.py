"""Clients: the programs that ask for tokens, and where people may be sent back to after they have logged in.

Laws:
- nobody is sent to an address that does not stand here letter by letter; of a loopback address the port may differ;
- a client whose secret is known must show it;
- an access key is the proof of a program by itself, so a client that nobody has declared may use one.
"""

import datetime
import hashlib
import hmac
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: Scheme, host, port and nothing before the host; no signs that clients which do not encode what they send would break.
_URI = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9A-Fa-f:]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)"
    r"(?P<port>:[0-9]{1,5})?(?P<rest>[/?][^&#+\\\x00-\x20\x7f-\U0010ffff]*)?"
)


@dataclass(frozen=True, slots=True)
class Client:
    """`secret` is the SHA-256 of the client's secret; "" is a public one, which has none."""

    id: str
    label: str
    redirects: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)

    @property
    def origins(self) -> frozenset[str]:
        """Of the pages that may read what our doors answer."""
        return frozenset(origin_of(one) for one in self.redirects)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an operator has decided about tokens. `issuer` is the one name of all regions; "" is that of the home
    region. `secret` seals the signing keys. `loopback` lets undeclared clients on the person's own machine log in, for
    development. `declared_only` refuses access keys from clients that nobody has declared."""

    issuer: str = ""
    secret: str = field(default="", repr=False)
    access_s: int = 3600
    login_s: int = 12 * 3600
    code_s: int = 60
    clients: Mapping[str, Client] = field(default_factory=dict)
    loopback: bool = False
    declared_only: bool = False

    @property
    def code_life(self) -> datetime.timedelta:
        return datetime.timedelta(seconds=self.code_s)

    def client(self, id: str) -> Client | None:
        return self.clients.get(id.strip())

    def redirect_allowed(self, client: str, uri: str) -> bool:
        declared = self.client(client)
        if declared is None:
            return self.loopback and bool(client.strip()) and is_loopback(uri)
        return any(_same(uri, one) for one in declared.redirects)

    def origin_allowed(self, origin: str) -> bool:
        if self.loopback and is_loopback(origin):
            return True
        return any(origin in client.origins for client in self.clients.values()) or (
            is_loopback(origin)
            and any(is_loopback(uri) for one in self.clients.values() for uri in one.redirects)
        )


TERMS = Terms()


def secret_hash(secret: str) -> str:
    """What the settings hold of a client's secret, which is made by chance and long."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def secret_right(client: Client, secret: str) -> bool:
    """A public client has no secret to show, and whatever it shows is passed over."""
    return not client.secret or hmac.compare_digest(client.secret, secret_hash(secret))


def is_fit(uri: str) -> bool:
    """Whether an address may be declared: absolute, and none of the signs that raw forms break at."""
    parts = _URI.fullmatch(uri)
    return parts is not None and (parts["scheme"] == "https" or is_loopback(uri))


def is_loopback(uri: str) -> bool:
    """An address on the person's own machine."""
    parts = _URI.fullmatch(uri)
    if parts is None:
        return False
    if parts["host"] == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts["host"].strip("[]")).is_loopback
    except ValueError:
        return False


def origin_of(uri: str) -> str:
    """Of an address that is fit, as browsers write it."""
    parts = _URI.fullmatch(uri)
    assert parts is not None, "looked at by is_fit"
    return f"{parts['scheme']}://{parts['host']}{parts['port'] or ''}".lower()


def _same(uri: str, declared: str) -> bool:
    if uri == declared:
        return True
    one, two = _URI.fullmatch(uri), _URI.fullmatch(declared)
    if one is None or two is None or not (is_loopback(uri) and is_loopback(declared)):
        return False
    return all(one[part] == two[part] for part in ("scheme", "host", "rest"))
