"""Passwords: kept as Argon2id hashes, compared in constant time, refused when they are among the worst.

Laws:
- a missing account costs the same time as a wrong password, so that timing names no account;
- no more hashes than `concurrency` run at once, and one more that is urgent, for each takes `memory_cost` of
  memory;
- what is urgent (a passkey on the bad day) does not wait for people who log in;
- an engine that fails is an error, never a wrong password.
"""

import threading
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from releve.access.common import is_common
from releve.domain.errors import Invalid, Unavailable
from releve.domain.say import Message, say
from releve.domain.store import Credential

LENGTH_MIN = 12
LENGTH_MAX = 256
DISTINCT_MIN = 5

#: What a text of chance is hashed with at most: OWASP's least. Nobody tries 120 bits through, whatever one try costs, and the
#: minute of a switch is not for hashing.
CHANCE_TIME_COST, CHANCE_MEMORY_KIB = 2, 19_456


class Busy(Unavailable):
    """Every place at which secrets are hashed is taken; no store is to blame."""


class Hasher:
    """Argon2id with a bound on how many hashes are made at once. Threads may share one.

    `memory_cost` is in KiB. A call waits up to `patience_s` for a place, then raises Unavailable.
    """

    def __init__(
        self,
        time_cost: int = 3,
        memory_cost: int = 65_536,
        parallelism: int = 4,
        concurrency: int = 4,
        *,
        patience_s: float = 10.0,
        engine: Callable[..., PasswordHasher] = PasswordHasher,
    ) -> None:
        self._engine = engine(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism)
        self._light = engine(
            time_cost=min(time_cost, CHANCE_TIME_COST),
            memory_cost=min(memory_cost, CHANCE_MEMORY_KIB),
            parallelism=1,
        )
        self._places = threading.BoundedSemaphore(concurrency)
        self._reserved = threading.BoundedSemaphore(1)
        self._patience_s = patience_s
        self._nobody = self.hash("")

    def hash(self, secret: str, *, by_chance: bool = False) -> str:
        """`by_chance`: the secret is no person's choice, and has 120 bits or more. It is verified like any other."""
        engine = self._light if by_chance else self._engine
        with self._place():
            return engine.hash(_bytes(secret))

    def verify(self, hash: str | None, secret: str, *, urgent: bool = False) -> bool:
        """Is this the secret that was hashed? None (no such account) and what is not a hash of ours (an
        account without a password) are never matched, and take as long as a wrong secret. `urgent` has a place
        of its own when all others are taken. Raises Unavailable when no place is free in time."""
        known = hash if hash and hash.startswith("$argon2id$") else None
        return self._matches(known or self._nobody, secret, urgent) and known is not None

    def needs_rehash(self, hash: str) -> bool:
        """Was it made with other costs than today's? Ask after `verify` said yes."""
        return self._engine.check_needs_rehash(hash)

    def _matches(self, hash: str, secret: str, urgent: bool) -> bool:
        with self._place(urgent):
            try:
                return self._engine.verify(hash, _bytes(secret))
            except VerifyMismatchError:
                return False

    @contextmanager
    def _place(self, urgent: bool = False) -> Iterator[None]:
        place = self._free_place(urgent)
        try:
            yield
        finally:
            place.release()

    def _free_place(self, urgent: bool) -> threading.BoundedSemaphore:
        if urgent and self._places.acquire(blocking=False):
            return self._places
        place = self._reserved if urgent else self._places
        if not place.acquire(timeout=self._patience_s):
            raise Busy(
                say("Too many people are logging in at this moment."),
                say("Wait a few seconds and try again."),
            )
        return place


def matching(hasher: Hasher, accounts: Sequence[Credential], secret: str) -> list[Credential]:
    """Those of the accounts of a username that the secret opens.

    The copy of an account in the BCP tenant carries the same hash and is not hashed twice; no account
    at all costs one verification, like a single one.
    """
    hashes: Collection[str | None] = {account.hash for account in accounts} or {None}
    opened = {one for one in hashes if hasher.verify(one, secret)}
    return [account for account in accounts if account.hash in opened]


def check_password(secret: str, username: str) -> None:
    """Raises Invalid, with every reason, for a password that is too easy to guess."""
    if faults := list(password_faults(secret, username)):
        raise Invalid(
            say("This password is too easy to guess."),
            say(
                "Choose a longer one: a few words that have nothing to do with each other are good."
            ),
            reasons=faults,
            fields={"password": faults[0]},
        )


def password_faults(secret: str, username: str) -> Iterator[Message]:
    """Yield everything that is wrong with a password somebody wants to set."""
    plain = _normal(secret)
    if len(plain) < LENGTH_MIN:
        yield say("A password has at least {min} characters.", min=LENGTH_MIN)
    if len(plain) > LENGTH_MAX:
        yield say("A password has at most {max} characters.", max=LENGTH_MAX)
    if _is_username(plain, username):
        yield say("The username must not be the password.")
    if is_common(plain) or len(set(plain)) < DISTINCT_MIN:
        yield say("This is one of the passwords that are tried first.")


def _is_username(plain: str, username: str) -> bool:
    """The username or the part of it before the @, with or without figures and signs around it."""
    name = _normal(username).strip().casefold()
    bare = plain.strip("0123456789!?.,-_ ").casefold()
    return bool(name) and not {plain.casefold(), bare}.isdisjoint({name, name.split("@")[0]})


def _normal(secret: str) -> str:
    """An é is one é, whichever way the keyboard sends it."""
    return unicodedata.normalize("NFKC", secret)


def _bytes(secret: str) -> bytes:
    return _normal(secret).encode("utf-8", "surrogatepass")
