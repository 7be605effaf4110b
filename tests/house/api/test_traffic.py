"""Whether the traffic has followed, over the API, in the figures and in the verdict."""

import pytest

from releve.domain.errors import Refused, Unavailable
from releve.domain.say import say
from tests.helpers.driving import drive, driven
from tests.helpers.far_ends import FarEnd
from tests.helpers.houses import Paired, Story
from tests.helpers.tokens import switch

Acme = tuple[Story, Paired]
SILENT = Unavailable(say("It does not answer."), say("See that it runs."))


def test_without_drivers_there_is_nothing_to_follow(acme: Acme) -> None:
    story, paired = acme
    [discovery] = story.done("GET", "/switch", paired.inside)["drivers"]
    assert (discovery["driver"], discovery["builtIn"]) == ("discovery", True)
    assert (discovery["observed"], discovery["wanted"], discovery["failing"]) == (1, 1, False)
    assert "releve_driver_lag_seconds{" not in story.http.get("/metrics").text


def test_whoever_may_look_at_the_switch_sees_what_each_far_end_shows(acme: Acme) -> None:
    story, paired = driven(acme[0], FarEnd(), FarEnd("crm", "webhook", None, fault=SILENT)), acme[1]
    drive(story)
    switch(story, paired)
    story.hands.turn(milliseconds=45)
    drive(story)
    names, crm, discovery = story.done("GET", "/switch", paired.inside)["drivers"]
    assert names == {
        "driver": "names",
        "sort": "dns",
        "wanted": 2,
        "observed": 2,
        "failing": False,
        "sentence": "It leads to eu1.",
        "since": "2026-11-22T09:00:00.045Z",
        "tookMs": 45,
        "builtIn": False,
    }
    assert (crm["observed"], crm["failing"]) == (0, True)
    assert crm["sentence"] == "It does not answer. See that it runs."
    assert story.done("GET", "/switch/drivers", paired.inside) == [names, crm, discovery]


def test_another_tenants_far_ends_are_nobody_elses_business(acme: Acme) -> None:
    story, paired = driven(acme[0], FarEnd()), acme[1]
    drive(story)
    other = story.tenant(paired.operator, "Orbit")
    inside = story.step_in(paired.operator, other)
    assert story.ask("GET", "/switch/drivers", inside).status_code in (403, 404)
    assert story.ask("GET", "/switch/drivers").status_code == 401


@pytest.mark.parametrize("fault", [SILENT, Refused(say("No such zone."))])
@pytest.mark.parametrize("after", [False, True])
def test_the_verdict_warns_of_a_driver_that_cannot_do_its_work_and_stops_nobody(
    acme: Acme, fault: Refused | Unavailable, after: bool
) -> None:
    story, paired = driven(acme[0], FarEnd(fault=fault)), acme[1]
    if after:
        switch(story, paired)
    drive(story)
    verdict = story.done("GET", "/switch", paired.inside)["verdict"]
    told = "The traffic driver names cannot do its work now"
    assert [told in one for one in verdict["warnings"]].count(True) == 1
    assert not any("driver" in one for one in verdict["obstacles"])
    switch(story, paired, 2 if after else 1, "/revert" if after else "")


def test_figures_tell_how_far_a_driver_is_behind(acme: Acme) -> None:
    story, paired = driven(acme[0], FarEnd(fault=SILENT)), acme[1]
    drive(story)
    switch(story, paired)
    story.hands.turn(seconds=9)
    figures = story.http.get("/metrics").text
    pair = story.house.registry.pairs()[0].id
    assert f'releve_driver_epoch_behind{{driver="names",pair="{pair}"}} 2.0' in figures
    assert f'releve_driver_lag_seconds{{driver="names",pair="{pair}"}} 9.0' in figures
