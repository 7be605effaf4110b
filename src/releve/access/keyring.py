"""The signing keys in memory: parsed once, and read again when they may have changed."""

import datetime
from collections.abc import Callable, Mapping

from joserfc.jwk import RSAKey

from releve.access.signing import SigningKey, opened

#: How old the list in memory may be: for so long a key that was withdrawn in another process is still taken here.
FRESH = datetime.timedelta(seconds=5)


class Keyring:
    """One per process; threads may share it: what is replaced is replaced whole."""

    def __init__(self) -> None:
        self._read_at: datetime.datetime | None = None
        self._public: dict[str, RSAKey] = {}
        self._private: dict[str, RSAKey] = {}

    def public(
        self, kid: str, now: datetime.datetime, load: Callable[[], Mapping[str, SigningKey]]
    ) -> RSAKey | None:
        """The published key of this name. `load` reads what is published: once in `FRESH`, and for a name not known."""
        fresh = self._read_at is not None and datetime.timedelta() <= now - self._read_at < FRESH
        if not fresh or kid not in self._public:
            there, known = load(), self._public
            self._public = {
                name: known.get(name) or RSAKey.import_key(dict(key.public))
                for name, key in there.items()
            }
            self._private = {name: key for name, key in self._private.items() if name in there}
            self._read_at = now
        return self._public.get(kid)

    def private(self, key: SigningKey, region: str, secret: str) -> RSAKey:
        """Opened once. Raises Unavailable if it was sealed under another secret than ours."""
        if (known := self._private.get(key.kid)) is not None:
            return known
        self._private = {**self._private, key.kid: (found := opened(key, region, secret))}
        return found

    def forget(self) -> None:
        """The keys have changed: read them again."""
        self._read_at = None
