"""Where a directory is: `sqlite:///file`, `postgresql://user@host/name`, or an etcd cluster.

`etcd://user:password@host:2379,host:2379/prefix?ca=…&cert=…&key=…&timeout_s=1&patience_s=5`; `etcds` for TLS.
"""

from urllib.parse import parse_qs, unquote, urlsplit

from releve.domain.directory import Directory
from releve.domain.errors import Refused
from releve.domain.say import say
from releve.stores.directory.etcd import EtcdDirectory
from releve.stores.directory.gateway import PATIENCE_S, TIMEOUT_S, Gateway, Members
from releve.stores.directory.sql import open_directory

#: How the addresses of clusters begin.
ETCD = ("etcd://", "etcds://")

USUAL_PORT = 2379

_SCHEMES = {"etcd": "http", "etcds": "https"}
_OPTIONS = {"ca", "cert", "key", "timeout_s", "patience_s"}


def directory_at(url: str) -> Directory:
    """Open the directory at an address of the settings. Of an etcd cluster nobody is asked yet.

    Raises Unavailable as `open_directory` does, Refused for certificates that cannot be read.
    """
    return open_etcd(url) if url.startswith(ETCD) else open_directory(url)


def open_etcd(url: str) -> EtcdDirectory:
    """Raises ValueError for an address that is not understood, Refused for certificates that cannot be read."""
    members, prefix = members_of(url)
    try:
        return EtcdDirectory(Gateway(members), prefix)
    except OSError as error:
        raise Refused(
            say("A certificate of the directory's address cannot be read: {why}.", why=error),
            say("Check the files named by ca, cert and key."),
        ) from error


def members_of(url: str) -> tuple[Members, str]:
    """What the address says, and the prefix. Raises ValueError."""
    parts = urlsplit(url)
    options = {
        name: values[-1]
        for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()
    }
    if parts.scheme not in _SCHEMES or set(options) - _OPTIONS:
        raise ValueError(url)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    endpoints = [f"{_SCHEMES[parts.scheme]}://{_host(one)}" for one in hosts.split(",")]
    members = Members(
        endpoints,
        unquote(user),
        unquote(password),
        options.get("ca", ""),
        options.get("cert", ""),
        options.get("key", ""),
        float(options.get("timeout_s", TIMEOUT_S)),
        float(options.get("patience_s", PATIENCE_S)),
    )
    return members, parts.path.strip("/") or "releve"


def _host(text: str) -> str:
    """`host:port`, `[address]:port`; without a port etcd's own is meant. Raises ValueError."""
    found = urlsplit(f"//{text}")
    if not found.hostname or found.path:
        raise ValueError(text)
    return text if found.port else f"{text}:{USUAL_PORT}"
