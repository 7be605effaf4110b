"""Light and dark: the same names in both, everything legible in both, and no colour anywhere that has only one of them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from releve.web.assets import FOLDER

TEXT, SIGN = 4.5, 3.0
_GROUNDS = ("paper", "paper-shade", "ground", "ground-side", "hover", "hover-row")
_TONES = ("good", "warn", "bad", "info", "muted")
_LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(")
#: What SVG and forms may be without a name of ours.
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _named(file: str) -> Mapping[str, str]:
    """Name → value, of the first block of a style sheet."""
    block = re.search(r":root \{(.*?)\n\}", (FOLDER / file).read_text("utf-8"), re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): ([^;]+);", block[1]))


LIGHT, DARK = _named("releve.css"), _named("dark.css")


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * one for one in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _read_on() -> Iterator[tuple[str, str, float]]:
    """What is read or seen upon what, and how well it must be."""
    for ground in _GROUNDS:
        for ink in ("ink", "ink-soft", "ink-quiet", "ink-faint", "accent", "accent-deep"):
            yield ink, ground, TEXT
        for tone in _TONES:
            yield tone, ground, TEXT
        yield "edge", ground, SIGN
    for tone in (*_TONES, "accent"):
        yield tone, f"{tone}-soft", TEXT
        yield "ink", f"{tone}-soft", TEXT
        yield "ink-quiet", f"{tone}-soft", TEXT
    yield "accent-deep", "accent-soft", TEXT
    yield "ink", "found", TEXT
    for fill in ("accent-fill", "warn-fill", "bad-fill"):
        yield "on-fill", fill, TEXT
        yield "on-fill", f"{fill}-deep", TEXT
        yield fill, "paper", SIGN
    yield "on-fill", "toast", TEXT
    yield "on-fill", "off", SIGN
    yield "off", "paper", SIGN
    yield "accent", "track", SIGN
    yield "way", "paper", SIGN
    for tone in ("good", "warn", "bad", "info"):
        yield f"{tone}-mark", "paper", SIGN
    yield "alarm-ink", "alarm", TEXT
    yield "on-alarm-fill", "alarm-fill", TEXT
    yield "on-alarm-fill", "alarm-fill-deep", TEXT


def test_light_and_dark_name_the_same() -> None:
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_is_legible_where_it_stands(theme: str) -> None:
    named = LIGHT if theme == "light" else DARK
    poor = [
        f"{ink} on {ground}: {found:.2f}, not {wanted}"
        for ink, ground, wanted in _read_on()
        if (found := _contrast(named[ink], named[ground])) < wanted
    ]
    assert poor == []


def _styles() -> list[Path]:
    return sorted(FOLDER.glob("*.css"))


def test_a_colour_is_written_down_where_both_themes_have_it_and_nowhere_else() -> None:
    elsewhere = []
    for file in _styles():
        text = _COMMENT.sub("", file.read_text("utf-8"))
        if file.name in ("releve.css", "dark.css"):
            text = re.sub(r":root \{.*?\n\}", "", text, count=1, flags=re.DOTALL)
        elsewhere += [f"{file.name}: {one}" for one in text.splitlines() if _LITERAL.search(one)]
    assert elsewhere == []


def test_every_name_that_a_style_sheet_uses_exists() -> None:
    text = "".join(file.read_text("utf-8") for file in _styles())
    known = {*re.findall(r"(--[\w-]+):", text)}
    used = {one for one in re.findall(r"var\((--[\w-]+)", text) if not one.startswith("--tblr-")}
    assert used <= known, sorted(used - known)
