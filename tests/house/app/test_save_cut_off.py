"""Save of the wizard, cut off at every point where it touches the world: all or nothing, and it can be repeated."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from releve.app import bcp_setup
from releve.app.house import House, Regions
from releve.app.tenants import create_tenant
from releve.domain.directory import Change, Registry
from releve.domain.errors import Conflict, NotFound
from releve.domain.people import Caller
from releve.domain.store import RegionalStore
from releve.domain.tenancy import Features
from tests.helpers.bombs import Bomb, Crash, at_every_point
from tests.helpers.crashing import Crashing
from tests.helpers.directories import Front
from tests.helpers.houses import copied_house

NOOR, OLA = (Caller(name, operator=name) for name in ("noor", "ola"))


@dataclass
class Fragile(Front):
    """A directory that dies when the bomb goes off: before a commit, or after it with nobody told."""

    bomb: Bomb

    def commit(self, *changes: Change) -> None:
        self.bomb.tick()
        self.directory.commit(*changes)
        self.bomb.tick()


def mined(house: House, bomb: Bomb) -> House:
    def opened(region: str) -> RegionalStore:
        return cast(RegionalStore, Crashing(house.regions.of(region), bomb))

    return replace(
        house,
        registry=Registry(Fragile(house.registry.directory, bomb)),
        regions=Regions({name: partial(opened, name) for name in house.regions.names}),
    )


def wizard_of(house: House, caller: Caller, tenant: str, bcp: str = "") -> str:
    """A wizard that is finished, with a new passkey if it maps a `bcp` tenant."""
    wizard = bcp_setup.begin(house, caller, tenant).id
    bcp_setup.set_toggles(house, caller, wizard, configurations=True, enablement=True)
    if bcp:
        bcp_setup.validate(house, caller, wizard, region="eu1", counterpart=bcp)
        bcp_setup.generate_passkey(house, caller, wizard)
    bcp_setup.finish(house, caller, wizard)
    return wizard


def saves(house: House) -> list[str]:
    """The outcomes in the audit, the oldest first."""
    with house.home_store().reading() as tx:
        lines, _ = tx.audit.page(None, top=100)
    return [line.outcome for line in reversed(lines) if line.act == "bcp.set_up"]


@pytest.fixture(params=["the mapping", "the other side"])
def prepared(
    request: pytest.FixtureRequest, empty_house: Path, tmp_path: Path
) -> tuple[Path, str, str]:
    """A folder, a tenant and its finished wizard: one that maps, or one that finds the mapping made."""
    folder = tmp_path / "prepared"
    with copied_house(empty_house, folder) as house:
        primary = create_tenant(house, NOOR, name="Acme", region="ca1").id
        bcp = create_tenant(house, NOOR, name="Acme BCP", region="eu1").id
        wizard, tenant = wizard_of(house, NOOR, primary, bcp), primary
        if request.param == "the other side":
            bcp_setup.save(house, NOOR, wizard)
            wizard, tenant = wizard_of(house, NOOR, bcp), bcp
    return folder, tenant, wizard


def test_save_cut_off_anywhere_has_stored_all_or_nothing_and_is_finished_by_repeating_it(
    prepared: tuple[Path, str, str],
) -> None:
    folder, tenant, wizard = prepared
    stored = []

    def attempt(bomb: Bomb) -> None:
        with copied_house(folder, folder.parent / f"{-bomb.left}") as house:
            try:
                bcp_setup.save(mined(house, bomb), NOOR, wizard)
            except Crash:
                stored.append(_look_and_repeat(house, tenant, wizard))
                raise

    assert len(list(at_every_point(attempt))) > 8
    assert stored == sorted(stored), "nothing up to a point, everything from there on"
    assert set(stored) == {False, True}


def test_discarding_after_save_was_cut_off_tells_what_is_stored(
    prepared: tuple[Path, str, str],
) -> None:
    folder, tenant, wizard = prepared
    told = set()

    def attempt(bomb: Bomb) -> None:
        with copied_house(folder, folder.parent / f"discard{-bomb.left}") as house:
            before = saves(house)
            try:
                bcp_setup.save(mined(house, bomb), NOOR, wizard)
            except Crash:
                told.add(_look_and_discard(house, tenant, wizard, before))
                raise

    list(at_every_point(attempt))
    assert told == {False, True}


def _look_and_discard(house: House, tenant: str, wizard: str, before: list[str]) -> bool:
    stored, over = house.registry.tenant(tenant)[0].features.bcp, _is_over(house, wizard)
    with pytest.raises((Conflict, NotFound), match="saved already") if stored else nullcontext():
        bcp_setup.discard(house, NOOR, wizard)
    assert _is_over(house, wizard)
    assert house.registry.tenant(tenant)[0].features.bcp is stored
    new = saves(house)[len(before) :]
    assert new in ([["attempted", "done"]] if stored else [[], ["attempted", "refused"]])
    assert stored or not over
    return stored


def _look_and_repeat(house: House, tenant: str, wizard: str) -> bool:
    before = house.registry.tenant(tenant)[0]
    stored, over = before.features.bcp, _is_over(house, wizard)
    assert stored or not over
    assert before.features == (Features(True, True, True) if stored else Features())
    version = house.registry.tenant(tenant)[1]
    with pytest.raises(NotFound, match="saved already") if over else nullcontext():
        bcp_setup.save(house, NOOR, wizard)
    after, now = house.registry.tenant(tenant)
    assert after.features.bcp
    assert now == version + (not stored), "what is stored is not stored again"
    pair, _ = house.registry.pair(after.pair or "")
    assert pair.passkey is not None
    assert pair.passkey.number == 1
    assert saves(house)[-1] == "done"
    assert saves(house).count("done") == (1 if tenant == pair.primary else 2)
    return stored


def _is_over(house: House, wizard: str) -> bool:
    """The wizard is not there any more."""
    with house.home_store().reading() as tx:
        return tx.drafts.get(wizard, NOOR.actor) is None


def test_of_two_operators_who_save_at_once_the_second_is_told_however_often_they_try(
    empty_house: Path, tmp_path: Path
) -> None:
    with copied_house(empty_house, tmp_path / "house") as house:
        primary = create_tenant(house, NOOR, name="Acme", region="ca1").id
        bcp = create_tenant(house, NOOR, name="Acme BCP", region="eu1").id
        bcp_setup.save(house, NOOR, wizard_of(house, NOOR, primary, bcp))
        mine, theirs = wizard_of(house, NOOR, bcp), wizard_of(house, OLA, bcp)
        bcp_setup.save(house, OLA, theirs)
        for _ in range(2):
            with pytest.raises(Conflict, match="Somebody else has saved changes"):
                bcp_setup.save(house, NOOR, mine)
        assert saves(house)[-4:] == ["attempted", "refused", "attempted", "refused"]
