"""Verifying a passkey tells by its answer alone whether it is right."""

from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import pytest

from releve.app import passkey_verifying
from releve.app.login import caller_of
from releve.domain.errors import Forbidden
from releve.domain.people import Caller
from tests.helpers.houses import Paired, Story

LONG_S = 0.25


@pytest.mark.parametrize("right", [True, False])
def test_right_or_wrong_it_takes_as_long(
    acme: tuple[Story, Paired], monkeypatch: pytest.MonkeyPatch, right: bool
) -> None:
    story, paired = acme
    slept: list[float] = []
    moments = iter([100.0, 100.1])
    timer = SimpleNamespace(monotonic=lambda: next(moments), sleep=slept.append)
    monkeypatch.setattr(passkey_verifying, "time", timer)
    house = replace(story.house, passkey_s=LONG_S)
    caller = caller_of(house, paired.inside, origin="test")
    assert isinstance(caller, Caller)
    with suppress(Forbidden):
        passkey_verifying.verify(house, caller, paired.passkey if right else "0000")
    assert slept == [pytest.approx(LONG_S - 0.1)]
