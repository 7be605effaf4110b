"""Codes of the second factor: those of the standard, good around their moment, and recovery codes."""

import datetime
import os

import pytest

from releve.access import totp

#: The secret and the codes of RFC 6238, appendix B (of eight figures there; the last six are ours).
RFC = b"12345678901234567890"
AT = datetime.datetime(2026, 11, 22, 9, 0, 10, tzinfo=datetime.UTC)


def moment(seconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert totp.code_at(RFC, totp.step_at(moment(seconds))) == code


@pytest.mark.parametrize(
    ("off_s", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_off_by_half_a_minute(off_s: int, good: bool) -> None:
    there = AT + datetime.timedelta(seconds=off_s)
    code = totp.code_at(RFC, totp.step_at(there))
    found = totp.matching_step(RFC, code, AT)
    assert found == (totp.step_at(there) if good else None)


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "١٢٣٤٥٦", "é" * 6, "\ud800" * 6])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert totp.matching_step(RFC, typed, AT) is None


def test_blanks_in_a_code_do_not_matter() -> None:
    code = totp.code_at(RFC, totp.step_at(AT))
    assert totp.matching_step(RFC, f" {code[:3]} {code[3:]} ", AT) == totp.step_at(AT)
    assert totp.is_code(f"{code[:3]} {code[3:]}")


def test_a_secret_that_cannot_be_read_matches_nothing() -> None:
    assert totp.matching_step(b"", totp.code_at(b"", totp.step_at(AT)), AT) is None


def test_the_same_proof_is_offered_the_same_secret_and_another_one_another() -> None:
    assert totp.secret_of("ca1.proof") == totp.secret_of("ca1.proof")
    assert totp.secret_of("ca1.proof") != totp.secret_of("ca1.other")
    assert len(totp.secret_of("x")) == totp.SECRET_BYTES


def test_the_secret_is_typed_in_groups_of_four() -> None:
    assert totp.spelled(RFC) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_recovery_codes_differ_and_are_known_however_they_are_typed() -> None:
    codes = totp.make_codes(os.urandom)
    assert len(set(codes)) == totp.CODES
    assert all(len(code) == 19 for code in codes)
    assert totp.code_hash(codes[0].lower().replace("-", " ")) == totp.code_hash(codes[0])
    assert not any(map(totp.is_code, codes))
