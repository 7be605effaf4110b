"""The figures of the pairs: what they say, and that telling them again costs what has moved."""

import re
import time

import pytest

from releve.app.following import Follower
from tests.helpers.houses import Paired, Story
from tests.helpers.statements import counted

Acme = tuple[Story, Paired]


def figure(story: Story, name: str, **labels: str) -> float | None:
    """The value of a metric of the only pair; None if it is not told."""
    wanted = "".join(rf'(?=[^}}]*{label}="{value}")' for label, value in labels.items())
    pattern = rf"^releve_sync_{name}\{{{wanted}[^}}]*\}} (\S+)$"
    found = re.search(pattern, story.http.get("/metrics").text, re.MULTILINE)
    return float(found[1]) if found else None


def test_the_figures_say_how_old_the_copy_is_and_what_is_not_in_it(acme: Acme) -> None:
    story, paired = acme
    assert figure(story, "age_seconds") is None
    story.sync(paired.inside)
    story.hands.turn(minutes=10)
    assert (figure(story, "age_seconds"), figure(story, "changes_not_copied")) == (600, 0)
    assert (figure(story, "equal"), figure(story, "run_seconds")) == (1, 0)
    story.employee(paired.inside, "zoe")
    assert (figure(story, "changes_not_copied"), figure(story, "equal")) == (1, 0)
    assert figure(story, "lag_revisions") is None
    assert figure(story, "newest_run", state="done") == 1
    assert figure(story, "newest_run", state="failed") == 0


def test_what_was_written_is_counted_by_verb(acme: Acme) -> None:
    story, paired = acme
    figure(story, "held")
    story.employee(paired.inside, "zoe")
    story.sync(paired.inside)
    created = figure(story, "entities_total", verb="create")
    assert created == 1
    story.employee(paired.inside, "ada")
    story.sync(paired.inside)
    assert figure(story, "entities_total", verb="create") == 2
    assert figure(story, "entities_total", verb="create") == 2


def test_a_pair_that_is_followed_says_how_far_it_is_behind(acme: Acme) -> None:
    story, paired = acme
    wanted = {"enabled": True, "frequency": "continuous"}
    story.done("PUT", "/sync/config", paired.inside, wanted)
    Follower(story.house).turn()
    assert figure(story, "lag_revisions") == 0
    story.employee(paired.inside, "zoe")
    assert (figure(story, "lag_revisions") or 0) > 0
    story.hands.turn(seconds=2)
    Follower(story.house).turn()
    assert figure(story, "lag_revisions") == 0
    assert figure(story, "entities_total", verb="create") == 1


def test_pairs_of_which_nothing_has_moved_cost_no_statement(
    acme: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, paired = acme
    # The directory is asked for its mark twice a second, however many pairs there are: not while this is counted.
    now = time.monotonic()
    monkeypatch.setattr(story.house.whereabouts, "_clock", lambda: now)
    story.sync(paired.inside)

    def idle() -> int:
        story.http.get("/metrics")
        with counted() as told:
            story.http.get("/metrics")
        return len(told)

    one = idle()
    assert one > 0
    primary, bcp = (
        story.tenant(paired.operator, name, region)
        for name, region in (("Orbit", "ca1"), ("Orbit BCP", "eu1"))
    )
    story.set_up(paired.operator, primary, bcp)
    story.set_up(paired.operator, bcp)
    assert idle() == one
