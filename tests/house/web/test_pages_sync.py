"""Sync Configuration: what is chosen is stored, what is wrong is told beside its field, and nothing typed is lost."""

from typing import Any

import pytest

from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, said

PATH = "/admin/sync"


def config(story: Story, paired: Paired) -> Any:
    return story.done("GET", "/sync", paired.inside)["config"]


@pytest.fixture(autouse=True)
def ordinary(story: Story, paired: Paired) -> None:
    """Every test begins with a new configuration that is enabled."""
    story.done("PUT", "/sync/config", paired.inside, {"enabled": True})


def test_the_page_says_what_each_frequency_costs_and_what_may_be_missing(admin: Visitor) -> None:
    told = said(admin.get(PATH))
    for loss in ("last 24 hours", "last hour", "last seconds", "last 7 days"):
        assert loss in told
    assert "costs what was changed" in told


def test_a_form_that_nobody_touched_changes_nothing(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    wanted = {
        "enabled": True,
        "frequency": "weekly",
        "at": "04:30",
        "zone": "Europe/Paris",
        "weekday": 6,
        "custom": True,
        "kinds": ["tag"],
        "deletions": "follow",
        "deletionsMax": 7,
        "deletionsShare": 0,
        "editsShare": 99,
        "drift": "keep",
        "openPlaces": "send",
        "restorePoints": 3,
    }
    story.done("PUT", "/sync/config", paired.inside, wanted)
    assert admin.post(PATH, data=admin.form(PATH, PATH).data()).status_code == 303
    assert config(story, paired) == wanted


def test_what_is_chosen_is_stored(story: Story, paired: Paired, admin: Visitor) -> None:
    form = admin.form(PATH, PATH)
    chosen = form.data(frequency="weekly", weekday="6", at="05:45", deletions="off", drift="keep")
    assert admin.post(PATH, data=chosen).status_code == 303
    now = config(story, paired)
    assert (now["frequency"], now["weekday"], now["at"]) == ("weekly", 6, "05:45")
    assert (now["deletions"], now["drift"]) == ("off", "keep")


def test_an_hourly_sync_has_a_field_for_its_minute(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    form = admin.form(PATH, PATH)
    assert admin.post(PATH, data=form.data(frequency="hourly", minute="5")).status_code == 303
    assert config(story, paired)["at"] == "02:05"
    assert admin.form(PATH, PATH).data()["minute"] == ["5"]
    for odd in ("60", "", "-1", "x"):
        answer = admin.post(PATH, data=admin.form(PATH, PATH).data(minute=odd))
        assert (answer.status_code, "Give a minute from 0 to 59." in said(answer)) == (400, True)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"at": "25:00"}, "Give a time of day"),
        ({"zone": "Mars/Olympus"}, "Choose a time zone"),
        ({"frequency": "yearly"}, "Choose one of: continuous"),
        ({"frequency": "weekly", "weekday": "9"}, "Give a whole number from 0 to 6."),
        (
            {"deletions": "follow", "deletions_max": "many"},
            "Give a whole number from 0 to 100,000.",
        ),
        ({"edits_share": ""}, "Give a whole number from 1 to 100."),
        ({"restore_points": "101"}, "Give a whole number from 0 to 100."),
        ({"tab": "custom", "kinds": None}, "Choose at least one kind"),
        ({"tab": "custom", "kinds": ["unicorn"]}, "These cannot be synced: unicorn."),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    story: Story, paired: Paired, admin: Visitor, changes: dict[str, Any], told: str
) -> None:
    before = config(story, paired)
    typed = admin.form(PATH, PATH).data(**{"at": "03:21", **changes})
    answer = admin.post(PATH, data=typed)
    assert (answer.status_code, told in said(answer)) == (400, True)
    assert f'value="{changes.get("at", "03:21")}"' in answer.text
    assert config(story, paired) == before


def test_a_wrong_field_is_seen_where_it_is_folded_away(admin: Visitor) -> None:
    assert '<details class="more-settings">' in admin.page(PATH)
    answer = admin.post(PATH, data=admin.form(PATH, PATH).data(edits_share="0"))
    assert '<details class="more-settings" open>' in answer.text


def test_a_selection_that_leaves_something_hanging_says_so_and_one_button_adds_it(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    custom = f"{PATH}?tab=custom"
    saved = admin.post(PATH, data=admin.form(custom, PATH).data(kinds=["agent_skill"]))
    assert saved.status_code == 303
    told = said(admin.get(custom))
    assert "It leaves out what the chosen kinds refer to." in told
    assert "Skills, needed by: Skill assignments" in told
    assert config(story, paired)["kinds"] == ["agent_skill"]
    button = admin.form(custom, PATH).data(complete="1")
    assert admin.post(PATH, data=button).status_code == 303
    assert "needed by" not in said(admin.get(custom))
    assert {"agent_skill", "skill", "employee"} <= {*config(story, paired)["kinds"]}


def test_the_second_of_two_who_save_is_told(story: Story, paired: Paired, admin: Visitor) -> None:
    mine = admin.form(PATH, PATH)
    story.done("PUT", "/sync/config", paired.inside, {"enabled": True, "at": "06:00"})
    answer = admin.post(PATH, data=mine.data(at="07:00"))
    assert (answer.status_code, "Somebody else has saved" in said(answer)) == (409, True)
    assert config(story, paired)["at"] == "06:00"


def test_a_zone_that_is_not_among_the_common_ones_stays_chosen(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    story.done("PUT", "/sync/config", paired.inside, {"enabled": True, "zone": "EST5EDT"})
    assert admin.form(PATH, PATH).data()["zone"] == ["EST5EDT"]
