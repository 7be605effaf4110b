"""A region that cannot be opened is told, tried again, and nobody else's concern."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest

from releve.app import house
from releve.app.house import Guarded, Regions
from releve.app.script_rewriter import script_rewriter
from releve.domain.errors import Refused, Unavailable
from releve.domain.say import say
from releve.domain.store import Mark, RegionalStore
from releve.sync.run import preview
from releve.sync.scope import Scope

PATIENCE_S = 10.0


@dataclass
class Store:
    region: str
    closed: bool = False

    @contextmanager
    def reading(self) -> Iterator[Any]:
        yield None

    glancing = writing = reading

    def close(self) -> None:
        self.closed = True


def opens(region: str) -> Callable[[], RegionalStore]:
    return lambda: cast(RegionalStore, Store(region))


def locked() -> RegionalStore:
    raise Unavailable(say("It is locked."), say("Close other programs."))


def anothers() -> RegionalStore:
    raise Refused(say("It is another region's."))


def test_a_region_is_opened_once() -> None:
    regions = Regions({"ca1": opens("ca1")})
    assert regions.of("ca1") is regions.of("ca1")


def test_a_region_that_fails_says_why_each_time_and_is_left_alone_for_a_while() -> None:
    tries = []

    def opener() -> RegionalStore:
        tries.append("eu1")
        return locked()

    regions = Regions({"eu1": opener})
    for _ in range(3):
        with pytest.raises(Unavailable, match=r"It is locked\.") as told:
            regions.of("eu1")
        assert str(told.value.hint) == "Close other programs."
    assert len(tries) == 1


def test_a_region_that_failed_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "RETRY_S", 0.0)
    openers = iter([locked, opens("eu1")])
    regions = Regions({"eu1": lambda: next(openers)()})
    with pytest.raises(Unavailable):
        regions.of("eu1")
    assert regions.of("eu1").region == "eu1"
    assert regions.open_all() == {}


def test_a_glance_that_hears_nothing_is_remembered_though_it_began() -> None:
    silent = Guarded(cast(RegionalStore, Store("eu1")))
    with pytest.raises(Unavailable), silent.glancing():
        raise Unavailable(say("The database does not answer."))
    with pytest.raises(Unavailable), silent.reading():
        raise AssertionError("it is not asked again so soon")


class Opens(Store):
    """Fails to open the first time, after `meanwhile`."""

    meanwhile: Callable[[], None] | None = None

    @contextmanager
    def reading(self) -> Iterator[Any]:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
            raise Unavailable(say("The connection timed out."))
        yield None


def test_an_attempt_that_fails_late_says_nothing_about_a_store_that_has_answered_since() -> None:
    behind = Opens("eu1")
    store = Guarded(cast(RegionalStore, behind))

    def somebody_else_is_answered() -> None:
        with store.reading():
            pass

    behind.meanwhile = somebody_else_is_answered
    with pytest.raises(Unavailable, match="timed out"), store.reading():
        raise AssertionError("it did not open")
    somebody_else_is_answered()


class Talking(Store):
    """Of a pair that was never synced."""

    @contextmanager
    def glancing(self) -> Iterator[Any]:
        runs = SimpleNamespace(mark=lambda pair, bcp: Mark({}, 0, waits=False))
        yield SimpleNamespace(runs=runs, entities=SimpleNamespace(revision=lambda tenant: 1))


class Silent(Store):
    @contextmanager
    def glancing(self) -> Iterator[Any]:
        yield SimpleNamespace(runs=self, entities=self)

    def mark(self, pair: str, bcp: str) -> Mark:
        raise Unavailable(say("The database does not answer."))

    def revision(self, tenant: str) -> int:
        raise Unavailable(say("The database does not answer."))


@pytest.mark.parametrize("silent", ["ca1", "eu1"])
def test_a_pair_that_is_looked_at_while_one_region_is_silent_leaves_the_other_alone(
    silent: str,
) -> None:
    stores = {
        region: Guarded(cast(RegionalStore, (Silent if region == silent else Talking)(region)))
        for region in ("ca1", "eu1")
    }
    scope = Scope("pair", "primary", "bcp", 2, 7390114, 1, ())
    with pytest.raises(Unavailable):
        preview(scope, stores["ca1"], stores["eu1"], script_rewriter)
    for region, store in stores.items():
        with pytest.raises(Unavailable) if region == silent else nullcontext(), store.reading():
            pass


def test_those_that_are_up_are_there_whatever_the_others_do() -> None:
    regions = Regions({"ca1": locked, "eu1": opens("eu1"), "us1": anothers})
    assert [store.region for store in regions.up()] == ["eu1"]
    assert {name: str(fault) for name, fault in regions.faults().items()} == {
        "ca1": "It is locked.",
        "us1": "It is another region's.",
    }


def test_opening_all_tells_a_store_of_another_region_from_one_that_does_not_answer() -> None:
    faults = Regions({"ca1": locked, "eu1": opens("eu1"), "us1": anothers}).open_all()
    assert {name: type(fault) for name, fault in faults.items()} == {
        "ca1": Unavailable,
        "us1": Refused,
    }


def test_while_somebody_waits_for_a_region_the_others_neither_wait_nor_lose_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(house, "RETRY_S", 0.0)
    begun, go_on, tries = threading.Event(), threading.Event(), []

    def slow() -> RegionalStore:
        tries.append("eu1")
        if len(tries) > 1:
            begun.set()
            assert go_on.wait(PATIENCE_S)
        return locked()

    regions = Regions({"ca1": opens("ca1"), "eu1": slow})
    assert regions.open_all().keys() == {"eu1"}
    waiting = threading.Thread(target=regions.faults)
    waiting.start()
    assert begun.wait(PATIENCE_S)
    assert regions.of("ca1").region == "ca1"
    with pytest.raises(Unavailable, match=r"It is locked\."):
        regions.of("eu1")
    go_on.set()
    waiting.join(PATIENCE_S)
    assert len(tries) == 2
