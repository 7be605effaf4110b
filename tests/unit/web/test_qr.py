"""QR codes: module for module as another generator draws them, and as large as what they say."""

import hashlib

import pytest

from releve.web.qr import modules, picture_of


def letters(length: int) -> bytes:
    return bytes(97 + at % 26 for at in range(length))


def digest(grid: list[list[bool]]) -> str:
    text = "\n".join("".join("#" if dark else "." for dark in row) for row in grid)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("length", "mask", "drawn"),
    [
        (14, 0, "3da2246aa5cbb5cb"),
        (26, 1, "53fc42ce5c96e0af"),
        (42, 2, "d9d8cba821b73ee1"),
        (62, 3, "29f5d1e7ac58632f"),
        (84, 4, "9b679893b5f2c616"),
        (106, 5, "94704d3f453630b6"),
        (122, 6, "cf4168623edbffc1"),
        (152, 7, "08182af56cccfd53"),
        (180, 0, "0e7df74c2a60104e"),
        (213, 1, "8538c2ec6216922f"),
        (251, 2, "2365cb4aec28e47e"),
        (287, 3, "0fe24ada77a8fb93"),
        (331, 4, "0860dc6e3688ab9c"),
        (139, 5, "0e1901ea26c9fe9b"),
    ],
)
def test_every_version_is_drawn_as_another_generator_draws_it(
    length: int, mask: int, drawn: str
) -> None:
    """The digests are those of segno 1.6.6 (where it pads as ISO 18004 says)."""
    assert digest(modules(letters(length), mask)) == drawn


def test_the_smallest_version_with_room_is_taken() -> None:
    assert [len(modules(letters(n))) for n in (1, 14, 15, 180, 181, 331)] == [
        21,
        21,
        25,
        53,
        57,
        69,
    ]
    with pytest.raises(ValueError, match="too many"):
        modules(letters(332))


def test_the_picture_holds_no_text_of_the_secret() -> None:
    drawn = picture_of("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ")
    assert "GEZDGNBV" not in drawn
    assert drawn.startswith('<svg viewBox="0 0 ')
