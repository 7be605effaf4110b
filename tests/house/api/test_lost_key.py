"""A region that has lost the key under which it sealed the second factors of its people."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from releve.app.house import Regions
from releve.stores.regional.store import open_store
from tests.helpers.authenticators import log_in, set_up, token_of
from tests.helpers.houses import REGIONS, Paired, Story, key_of


def opened_with(story: Story, folder: Path, key_of: Callable[[str], bytes]) -> None:
    """From here on the regions have these keys."""
    story.house.regions.close()
    openers = {
        name: partial(
            open_store,
            f"sqlite:///{folder}/{name}.db",
            name,
            story.house.registry.region(name).slot,
            key=key_of(name),
        )
        for name in REGIONS
    }
    story.house = replace(story.house, regions=Regions(openers))
    story.__post_init__()


def test_a_region_that_has_lost_its_key_lets_in_with_a_recovery_code(
    acme: tuple[Story, Paired], tmp_path: Path
) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    app, codes, _ = set_up(story, token_of(story, "zoe"))
    opened_with(story, tmp_path / "house", lambda _: b"n" * 32)
    proof = log_in(story, "zoe")["proof"]
    refused = story.ask("POST", "/login/code", body={"proof": proof, "code": "123456"})
    assert "cannot be checked here" in refused.json()["detail"]
    entered = story.done("POST", "/login/code", body={"proof": proof, "code": codes[0]})
    standing = story.done("GET", "/me/second-factor", entered["token"])
    assert (standing["setUp"], standing["readable"]) == (True, False)
    opened_with(story, tmp_path / "house", key_of)
    story.hands.turn(seconds=60)
    proof = log_in(story, "zoe")["proof"]
    back = story.ask("POST", "/login/code", body={"proof": proof, "code": app.code()})
    assert back.is_success, "with the right key again, the app is good again"
