"""What began and what is over in a pair is told once, whoever sees it, and nothing is told that is not known."""

from collections.abc import Mapping
from dataclasses import replace

from releve.app.figures import Figures
from releve.app.noticing import Noticer, seen_in
from releve.app.pair_watch import PairWatch
from releve.domain.directory import Change
from releve.domain.drills import LAST_PREFIX, LastDrill, Outcome
from releve.domain.notices import Channel, Choice, Notice, Phase, Post, Topic
from releve.domain.orders import Giver
from releve.domain.tenancy import Side
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.tokens import switch

Acme = tuple[Story, Paired]


class Server:
    """A process that looks at all pairs and notices."""

    def __init__(self, story: Story) -> None:
        self.house = story.house
        self._watch = PairWatch(story.house, Figures(story.house), every_s=0)
        self._noticer = Noticer(story.house)

    def look(self) -> None:
        self._watch._next_at = 0.0
        self._watch.turn()

    def notice(self) -> None:
        self._noticer.turn()

    def turn(self) -> None:
        self.look()
        self.notice()


def kept(story: Story, paired: Paired) -> list[Notice]:
    with story.house.regions.of("eu1").reading() as tx:
        return tx.notices.of(paired.bcp, top=50)


def told(story: Story, paired: Paired) -> Mapping[str, bool]:
    """Code → whether it goes on; a test fails here if one was told twice."""
    found = kept(story, paired)
    assert len({(one.code, one.once, one.ended_at) for one in found}) == len(found)
    return {one.code: one.is_open for one in found}


def rehearsed(story: Story, outcome: Outcome = Outcome.PASSED) -> None:
    """As a drill leaves it in the directory."""
    [pair] = story.house.registry.pairs()
    drill = LastDrill(pair.id, 1, Side.BCP, 1, story.house.now(), Giver("sam"), 9.0, outcome)
    key = f"{LAST_PREFIX}{pair.id}"
    before = story.house.registry.directory.get(key)
    change = Change(key, drill.record(), before.version if before else 0)
    story.house.registry.directory.commit(change)


def test_what_holds_is_told_once_however_often_it_is_seen(acme: Acme) -> None:
    server = Server(acme[0])
    for _ in range(3):
        server.turn()
        acme[0].hands.turn(seconds=5)
    assert told(*acme) == {"drill_due": True}


def test_what_is_over_is_told_as_over_and_may_begin_again(acme: Acme) -> None:
    story, _ = acme
    server = Server(story)
    server.turn()
    story.hands.turn(minutes=1)
    rehearsed(story)
    server.turn()
    assert told(*acme) == {"drill_due": False}
    [over] = kept(*acme)
    assert over.ended_at == story.house.now()
    story.hands.turn(days=100)
    server.turn()
    assert [one.is_open for one in kept(*acme) if one.code == "drill_due"] == [True, False]


def test_two_servers_that_see_the_same_tell_it_once(acme: Acme) -> None:
    story, _ = acme
    one, other = Server(story), Server(story)
    one.look()
    one.notice()
    other.notice()
    assert told(*acme) == {"drill_due": True}
    story.hands.turn(minutes=1)
    rehearsed(story)
    one.look()
    other.notice()
    one.notice()
    assert told(*acme) == {"drill_due": False}


def test_a_server_that_begins_again_tells_nothing_twice(acme: Acme) -> None:
    for _ in range(2):
        Server(acme[0]).turn()
        acme[0].hands.turn(minutes=1)
    assert told(*acme) == {"drill_due": True}


def test_a_sync_that_fails_and_the_one_that_does_not_are_both_told(acme: Acme) -> None:
    story, paired = acme
    story.sync(paired.inside)
    server = Server(story)
    server.turn()
    run = story.done("POST", "/sync/runs", paired.inside)["id"]
    with story.house.regions.of("eu1").writing() as tx:
        found = tx.runs.get(run)
        assert found is not None
        at = story.house.now()
        tx.runs.save(replace(found, state=type(found.state).FAILED, started_at=at, ended_at=at))
    story.hands.turn(minutes=1)
    server.turn()
    assert told(*acme)["sync_failed"]
    story.hands.turn(minutes=1)
    story.sync(paired.inside)
    server.turn()
    assert told(*acme)["sync_failed"] is False


def test_an_old_copy_and_drift_are_told(acme: Acme) -> None:
    story, paired = acme
    story.sync(paired.inside)
    server = Server(story)
    server.turn()
    assert "old_copy" not in told(*acme)
    inside = story.step_in(story.operator(), paired.bcp)
    story.done("POST", "/entities/tag", inside, {"tagName": "Made over there"})
    story.hands.turn(hours=27)
    server.turn()
    found = told(*acme)
    assert (found["drifted"], found["old_copy"]) == (True, True)


def test_a_switch_is_told_once_and_what_is_paused_by_it_is_not_called_over(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    server = Server(story)
    server.turn()
    story.hands.turn(minutes=1)
    switch(story, paired)
    for _ in range(2):
        server.turn()
    Server(story).turn()
    assert told(*acme) == {"drill_due": True, "switched": False}
    [first] = [one for one in kept(*acme) if one.code == "switched"]
    assert (first.once, first.topic) == ("epoch 2", Topic.SWITCH)


def test_a_switch_of_long_ago_is_no_news(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    switch(story, paired)
    story.hands.turn(days=2)
    Server(story).turn()
    assert "switched" not in told(*acme)


def test_while_a_region_does_not_answer_nothing_it_would_tell_begins_or_is_over(
    acme: Acme,
) -> None:
    story, paired = acme
    story.sync(paired.inside)
    server = Server(story)
    story.hands.turn(hours=27)
    server.turn()
    before = told(*acme)
    assert before["old_copy"]
    story.hands.turn(minutes=1)
    with outage(story.house, "ca1"):
        server.turn()
    with outage(story.house, "eu1"):
        server.turn()
    assert told(*acme) == before


def test_what_was_seen_before_something_changed_changes_nothing(acme: Acme) -> None:
    """A server whose look is older than what another one has written does not know better."""
    story, _ = acme
    slow, quick = Server(story), Server(story)
    slow.turn()
    slow.look()
    seen = story.house.board.now
    story.hands.turn(minutes=1)
    rehearsed(story)
    quick.turn()
    story.house.board.now = seen
    slow.notice()
    assert told(*acme) == {"drill_due": False}


def test_what_leaves_the_house_is_written_down_with_what_is_told(acme: Acme) -> None:
    story, paired = acme
    ways: Mapping[Channel, object] = {Channel.WEBHOOK: object(), Channel.MAIL: object()}
    house = replace(story.house, senders=ways)  # type: ignore[arg-type]  # nothing is sent here
    with house.regions.of("eu1").writing() as tx:
        chosen = Choice({Topic.DRILL: frozenset(Channel)}, {"fr": ("garde@acme.example",)})
        assert tx.notices.choose(paired.bcp, chosen, 0)
    server = Server(Story(house, story.hands, fresh=False))
    server.turn()
    story.hands.turn(minutes=1)
    rehearsed(story)
    server.turn()
    [notice] = kept(*acme)
    with house.regions.of("eu1").reading() as tx:
        posts = tx.notices.posts(paired.bcp, [notice.id])
    assert {(one.phase, one.channel) for one in posts} == {
        (phase, way) for phase in Phase for way in Channel
    }
    assert all(isinstance(one, Post) and not one.tries for one in posts)


def test_what_only_the_stores_can_tell_is_not_known_before_they_were_looked_at(
    acme: Acme,
) -> None:
    Server(acme[0]).look()
    [standing] = acme[0].house.board.now.standings
    unlooked = replace(standing, looked=False)
    assert seen_in(unlooked).off.isdisjoint({"sync_failed", "old_copy", "drifted"})
    assert "sync_failed" in seen_in(replace(standing, drifted=0)).off
