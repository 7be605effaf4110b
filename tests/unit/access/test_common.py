"""Passwords that are tried first, and those that only look like them."""

import pytest

from releve.access.common import WORDS, is_common


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "Passw0rd!!!!!",
        "motdepasse123",
        "Mot-de-passe1!",
        "MÔT DE PASSE 1",
        "azertyuiop12",
        "azertyuiopqs",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "qwertzuiop123",
        "abcdefghijklm",
        "123456789012",
        "987654321098",
        "azertyazerty",
        "passwordpassword",
        "abcabcabcabc",
        "Camille-2019!",
        "Été2026!!!!!!",
        "Septembre2026",
        "callcenter123",
        "CentreDAppels1",
        "administrateur",
        "ILoveYou1234",
        "Dr4g0n!!2026",
    ],
)
def test_what_is_tried_first_is_known(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        "brume-violette-sur-quai",
        "correct horse battery staple",
        "petit chat bleu sur le toit",
        "Xk3-99qmv!Lp",
        "property trees were there",
        "les frites du samedi soir",
        "havrelune-2026-quai",
        "mon password est long et drôle",
    ],
)
def test_a_few_words_or_a_drawn_one_are_not(password: str) -> None:
    assert not is_common(password)


def test_the_words_are_bare() -> None:
    assert len(WORDS) > 1_400
    assert all(word.isalpha() and word.isascii() and word == word.lower() for word in WORDS)
