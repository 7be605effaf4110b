"""Passwords are hashed at a cost, compared at the same cost whoever asks, and refused when they are weak."""

import threading
from typing import Any

import argon2
import pytest
from argon2.exceptions import VerificationError

from releve.access.passwords import Hasher, check_password, matching
from releve.domain.errors import Invalid, Unavailable
from releve.domain.store import Credential

SECRET = "la relève de minuit"
CHEAP: dict[str, Any] = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


class Counting(argon2.PasswordHasher):
    """Argon2 that counts what it is asked to verify."""

    verified = 0

    def verify(self, *args: Any, **kwargs: Any) -> Any:
        self.verified += 1
        return super().verify(*args, **kwargs)


class Broken(argon2.PasswordHasher):
    def verify(self, *args: Any, **kwargs: Any) -> Any:
        raise VerificationError("Memory allocation error")


class Gated(argon2.PasswordHasher):
    """Argon2 that stays at work until it is let go, and knows how many were at work at once."""

    def __init__(self, **costs: Any) -> None:
        super().__init__(**costs)
        self.let_go, self.lock, self.arrived = (
            threading.Event(),
            threading.Lock(),
            threading.Semaphore(0),
        )
        self.at_work = self.at_work_max = 0

    def verify(self, *args: Any, **kwargs: Any) -> Any:
        with self.lock:
            self.at_work += 1
            self.at_work_max = max(self.at_work_max, self.at_work)
        self.arrived.release()
        assert self.let_go.wait(10)
        with self.lock:
            self.at_work -= 1
        return super().verify(*args, **kwargs)


def cheap(engine: argon2.PasswordHasher | None = None, **options: Any) -> Hasher:
    made = engine or argon2.PasswordHasher(**CHEAP)
    return Hasher(**CHEAP, engine=lambda **_: made, **options)


def account(tenant: str, hash: str) -> Credential:
    return Credential(tenant, "70519001", "eloise", hash)


def test_the_secret_opens_its_hash_and_no_other_secret_does() -> None:
    hasher = cheap()
    kept = hasher.hash(SECRET)
    assert kept.startswith("$argon2id$")
    assert SECRET not in kept
    assert hasher.verify(kept, SECRET) is True
    assert hasher.verify(kept, SECRET + "!") is False
    assert hasher.hash(SECRET) != kept


def test_an_accent_is_one_letter_whichever_way_the_keyboard_sends_it() -> None:
    hasher = cheap()
    assert hasher.verify(hasher.hash("rel\u00e8ve"), "rele\u0300ve")


def test_text_that_no_keyboard_sends_is_a_wrong_password_and_not_a_crash() -> None:
    hasher = cheap()
    assert hasher.verify(hasher.hash(SECRET), "\ud800\x00") is False


@pytest.mark.parametrize("absent", [None, "", "!", "not a hash", "$2b$12$abcdefghijklmnopqrstuv"])
def test_a_missing_account_costs_one_verification_and_never_opens(absent: str | None) -> None:
    engine = Counting(**CHEAP)
    hasher = cheap(engine)
    assert hasher.verify(absent, SECRET) is False
    assert hasher.verify(absent, "") is False
    assert engine.verified == 2


def test_an_engine_that_fails_is_an_error_and_not_a_wrong_password() -> None:
    hasher = cheap(Broken(**CHEAP))
    with pytest.raises(VerificationError, match="Memory"):
        hasher.verify(hasher.hash(SECRET), SECRET)


def test_a_hash_of_other_costs_still_opens_and_asks_to_be_made_again() -> None:
    old, new = cheap(), Hasher(time_cost=2, memory_cost=8, parallelism=1)
    kept = old.hash(SECRET)
    assert new.verify(kept, SECRET)
    assert new.needs_rehash(kept)
    assert not new.needs_rehash(new.hash(SECRET))


def test_production_costs_are_memory_hard() -> None:
    kept = Hasher().hash(SECRET)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_text_of_chance_is_hashed_at_less_cost_and_opens_like_any_other() -> None:
    hasher = Hasher()
    kept = hasher.hash("S929WYXMMXJFKN9JY0Q49N34", by_chance=True)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify(kept, "S929WYXMMXJFKN9JY0Q49N34")
    assert not hasher.verify(kept, "S929WYXMMXJFKN9JY0Q49N35")


def test_what_costs_little_anyway_costs_no_more_for_a_text_of_chance() -> None:
    assert Hasher(**CHEAP).hash("chance", by_chance=True).startswith("$argon2id$v=19$m=8,t=1,p=1$")


def test_no_more_hashes_than_allowed_run_at_once_and_the_rest_wait_their_turn() -> None:
    engine = Gated(**CHEAP)
    hasher = cheap(engine, concurrency=2)
    kept, opened = hasher.hash(SECRET), []
    people = [
        threading.Thread(target=lambda: opened.append(hasher.verify(kept, SECRET)))
        for _ in range(6)
    ]
    for person in people:
        person.start()
    assert engine.arrived.acquire(timeout=10)
    assert engine.arrived.acquire(timeout=10)
    third_came = engine.arrived.acquire(timeout=0.05)
    engine.let_go.set()
    for person in people:
        person.join(10)
    assert opened == [True] * 6
    assert not third_came
    assert engine.at_work_max == 2


def test_who_finds_no_place_in_time_is_told_to_come_back() -> None:
    engine = Gated(**CHEAP)
    hasher = cheap(engine, concurrency=1, patience_s=0.001)
    kept = hasher.hash(SECRET)
    busy = threading.Thread(target=hasher.verify, args=(kept, SECRET))
    busy.start()
    assert engine.arrived.acquire(timeout=10)
    with pytest.raises(Unavailable, match="Too many people") as told:
        hasher.verify(kept, SECRET)
    engine.let_go.set()
    busy.join(10)
    assert told.value.hint is not None
    assert hasher.verify(kept, SECRET), "the place was given back"


def test_what_is_urgent_finds_a_place_while_people_log_in() -> None:
    engine = Gated(**CHEAP)
    hasher = cheap(engine, concurrency=2, patience_s=0.001)
    kept, opened = hasher.hash(SECRET), []
    people = [threading.Thread(target=hasher.verify, args=(kept, SECRET)) for _ in range(2)]
    for person in people:
        person.start()
        assert engine.arrived.acquire(timeout=10)
    bad_day = threading.Thread(
        target=lambda: opened.append(hasher.verify(kept, SECRET, urgent=True))
    )
    bad_day.start()
    assert engine.arrived.acquire(timeout=10)
    for urgent in (False, True):
        with pytest.raises(Unavailable, match="Too many people"):
            hasher.verify(kept, SECRET, urgent=urgent)
    engine.let_go.set()
    for person in (*people, bad_day):
        person.join(10)
    assert opened == [True]
    assert engine.at_work_max == 3
    assert hasher.verify(kept, SECRET, urgent=True), "the places were given back"


def test_a_place_is_given_back_when_the_engine_fails() -> None:
    hasher = cheap(Broken(**CHEAP), concurrency=1, patience_s=0.001)
    for _ in range(3):
        with pytest.raises(VerificationError):
            hasher.verify(None, SECRET)


def test_both_accounts_of_a_pair_open_at_the_cost_of_one() -> None:
    engine = Counting(**CHEAP)
    hasher = cheap(engine)
    kept = hasher.hash(SECRET)
    accounts = [account("larkmont", kept), account("larkmont-bcp", kept)]
    assert matching(hasher, accounts, SECRET) == accounts
    assert engine.verified == 1


def test_only_the_accounts_with_this_password_open() -> None:
    hasher = cheap()
    mine = account("larkmont", hasher.hash(SECRET))
    others = account("nordhaven", hasher.hash("another secret"))
    assert matching(hasher, [others, mine], SECRET) == [mine]
    assert matching(hasher, [others, mine], "neither of them") == []


def test_an_unknown_username_costs_as_many_verifications_as_a_known_one() -> None:
    engine = Counting(**CHEAP)
    hasher = cheap(engine)
    assert matching(hasher, [], SECRET) == []
    unknown = engine.verified
    matching(hasher, [account("larkmont", hasher.hash(SECRET))], "wrong")
    assert unknown == engine.verified - unknown == 1


@pytest.mark.parametrize(
    "good", ["abcdxyz-1934", "étéhiverété!", "correct horse battery", "xy" * 4 + "abc" * 82 + "de"]
)
def test_a_password_of_twelve_to_256_characters_is_taken(good: str) -> None:
    check_password(good, "eloise.marchand@larkmont.example")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("abcdefgh123", "at least 12"),
        ("", "at least 12"),
        ("abcde" * 51 + "xy", "at most 256"),
        ("eloise.marchand@larkmont.example", "username"),
        ("Eloise.Marchand", "username"),
        ("eloise.marchand2026!", "username"),
        ("MotDePasse123", "tried first"),
        ("password1234", "tried first"),
        ("aaaaaaaaaaaaaaaa", "tried first"),
        ("121212121212", "tried first"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_the_reason(bad: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(bad, "eloise.marchand@larkmont.example")
    assert why in " ".join(map(str, refused.value.reasons))
    assert refused.value.fields["password"] == refused.value.reasons[0]
    assert bad == "" or bad not in str(refused.value)


def test_every_reason_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        check_password("ana1111", "ana")
    assert len(refused.value.reasons) == 3
