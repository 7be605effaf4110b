"""While the directory does not answer people log in and work; nothing is switched, synced or changed on what may be old."""

import pytest

from releve.app.lookout import Copyist, Lookout
from releve.app.pairing import bond_of
from releve.app.scoping import still_primary
from releve.domain.directory import KeptDirectory, Record
from releve.domain.errors import Unavailable
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.silence import silence


@pytest.fixture
def silent(acme: tuple[Story, Paired], monkeypatch: pytest.MonkeyPatch) -> tuple[Story, Paired]:
    """The directory was read, and has fallen silent."""
    story, paired = acme
    story.employee(paired.inside, "zoe", "single")
    Lookout(story.house, watch_s=0).turn()
    silence(story.house.whereabouts, monkeypatch)
    return story, paired


def kept(story: Story, region: str) -> KeptDirectory | None:
    with story.house.regions.of(region).reading() as tx:
        return tx.directory_copy.read()


def test_an_employee_logs_in_and_lands_in_the_tenant_that_was_active_last(
    silent: tuple[Story, Paired],
) -> None:
    story, paired = silent
    landed = story.ask("POST", "/login", body={"username": "zoe", "password": PASSWORD})
    assert landed.json()["tenant"]["id"] == paired.primary, landed.text
    assert story.ask("GET", "/me", landed.json()["token"]).is_success


def test_the_switch_is_refused_with_the_reason_and_the_page_says_so_before(
    silent: tuple[Story, Paired],
) -> None:
    story, paired = silent
    page = story.done("GET", "/switch", paired.inside)
    assert not page["verdict"]["go"]
    order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
    told = story.ask("POST", "/switch", paired.inside, order)
    assert told.status_code == 422, told.text
    assert told.json()["reasons"] == ["The directory cannot be written: nobody can switch now."]
    assert story.done("GET", "/switch", paired.inside)["activation"]["epoch"] == 1


def test_the_last_look_of_a_sync_believes_no_copy(silent: tuple[Story, Paired]) -> None:
    story, paired = silent
    bond = bond_of(story.house, paired.primary)
    with pytest.raises(Unavailable):
        still_primary(story.house, bond)


def test_every_region_keeps_what_was_read(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    Lookout(story.house, watch_s=0).turn()
    Copyist(story.house).turn()
    for region in ("ca1", "eu1"):
        copy = kept(story, region)
        assert copy is not None
        assert copy.records[f"tenant/{paired.primary}"].value["name"] == "Acme"
        assert {key.partition("/")[0] for key in copy.records} >= {"region", "operator", "pair"}


def test_a_copy_of_a_higher_epoch_is_not_replaced_by_an_older_one(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    pair = bond_of(story.house, paired.primary).pair.id
    Lookout(story.house, watch_s=0).turn()
    Copyist(story.house).turn()
    ahead = Record(f"activation/{pair}", {"epoch": 9}, 9)
    with story.house.regions.of("eu1").writing() as tx:
        tx.directory_copy.keep([ahead], (), "2026-11-26T00:00:00Z")
    before = kept(story, "eu1")
    assert Copyist(story.house).turn() == ["the region eu1 keeps a copy of a higher epoch"]
    assert before is not None
    assert kept(story, "eu1") == before


def test_nothing_is_kept_of_a_directory_that_does_not_answer(silent: tuple[Story, Paired]) -> None:
    story, _ = silent
    assert story.house.registry.tenants()
    Copyist(story.house).turn()
    assert kept(story, "eu1") is None
