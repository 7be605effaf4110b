"""A passkey cannot be guessed, and can be read over a phone."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.access.passkeys import ALPHABET, BITS, grouped, make_passkey, normalised


def fixed(value: bytes) -> Callable[[int], bytes]:
    def draw(size: int) -> bytes:
        assert size == len(value), f"{size} bytes were asked for"
        return value

    return draw


bits = st.binary(min_size=BITS // 8, max_size=BITS // 8)


def test_it_is_six_groups_of_four() -> None:
    assert make_passkey(fixed(bytes(15))) == "0000-0000-0000-0000-0000-0000"
    assert make_passkey(fixed(b"\xff" * 15)) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert make_passkey(fixed(bytes(14) + b"\x01")).endswith("-0001")


def test_it_is_worth_at_least_a_hundred_bits() -> None:
    assert BITS >= 100
    assert len(set(ALPHABET)) == 32


@given(bits, bits)
def test_no_bit_of_chance_is_lost(one: bytes, other: bytes) -> None:
    assert (make_passkey(fixed(one)) == make_passkey(fixed(other))) == (one == other)


@given(bits)
def test_it_holds_no_letter_that_is_mistaken_for_another(chance: bytes) -> None:
    assert set(make_passkey(fixed(chance))).isdisjoint("ILOUilou")


@given(bits, st.integers())
def test_however_it_is_read_back_it_is_the_same(chance: bytes, seed: int) -> None:
    passkey, pick = make_passkey(fixed(chance)), random.Random(seed)
    heard = {"0": "0Oo", "1": "1IiLl", "-": ["", "-", " ", " – ", "\u2011", "\u00a0", "\t"]}
    typed = "".join(pick.choice(heard.get(char, [char, char.lower()])) for char in passkey)
    assert normalised(f" {typed}\n") == normalised(passkey)


@pytest.mark.parametrize("changed", range(24))
def test_one_wrong_character_anywhere_is_another_passkey(changed: int) -> None:
    right = normalised(make_passkey(fixed(b"fifteen bytes!!")))
    wrong = right[:changed] + ("Z" if right[changed] != "Z" else "Y") + right[changed + 1 :]
    assert normalised(wrong) != right


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(bits)
def test_a_passkey_is_kept_as_its_symbols_alone(chance: bytes) -> None:
    passkey = make_passkey(fixed(chance))
    assert normalised(passkey) == passkey.replace("-", "")
    assert grouped(normalised(passkey)) == passkey
    assert not set(normalised(passkey)) - set(ALPHABET)
