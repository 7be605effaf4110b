"""The copy of the directory that API discovery answers from: never old in silence, never behind its own process."""

import threading
from dataclasses import dataclass, field

import pytest

from releve.app.whereabouts import AGE_S_MAX, LEFT_ALONE_S, LOOK_AFTER_S, Sighting, Whereabouts
from releve.domain.directory import Change, Record
from releve.domain.errors import Conflict, Unavailable
from releve.domain.say import say
from releve.domain.tenancy import Activation, Pair, Side, Tenant

PAIR = Pair("p", "a", "b")


def active(side: Side, epoch: int) -> dict[str, object]:
    return Activation("p", epoch, side, "", "").record()


@dataclass
class Shelf:
    """A directory in memory, which can fall silent or change while it is read."""

    records: dict[str, Record] = field(default_factory=dict)
    silent: bool = False
    lists: int = 0
    commits: int = 0
    gets: int = 0

    def get(self, key: str) -> Record | None:
        self.gets += 1
        self.must_answer()
        return self.records.get(key)

    def list(self, prefix: str) -> list[Record]:
        self.must_answer()
        self.lists += 1
        return [one for key, one in sorted(self.records.items()) if key.startswith(prefix)]

    def commit(self, *changes: Change) -> None:
        self.must_answer()
        for change in changes:
            found = self.records.get(change.key)
            if (found.version if found else 0) != change.expect:
                raise Conflict(say("Somebody else changed this meanwhile."))
        self.commits += 1
        for change in changes:
            if change.value is None:
                self.records.pop(change.key)
            else:
                self.records[change.key] = Record(change.key, change.value, change.expect + 1)

    def mark(self) -> int:
        self.must_answer()
        return self.commits

    def wait(self, after: int, patience_s: float) -> int:
        """Nothing ever happens while somebody waits here."""
        return self.mark()

    def must_answer(self) -> None:
        if self.silent:
            raise Unavailable(say("The directory does not answer."))

    def close(self) -> None:
        pass


@dataclass
class Hand:
    at: float = 100.0

    def __call__(self) -> float:
        return self.at


Scene = tuple[Whereabouts, Shelf, Hand]


@pytest.fixture
def scene() -> Scene:
    shelf, hand = Shelf(), Hand()
    shelf.commit(
        Change("tenant/a", Tenant("a", "A", "ca1", 1, pair="p").record(), 0),
        Change("tenant/b", Tenant("b", "B", "eu1", 2, pair="p").record(), 0),
        Change("tenant/c", Tenant("c", "C", "eu1", 3).record(), 0),
        Change("pair/p", PAIR.record(), 0),
        Change("activation/p", active(Side.PRIMARY, 1), 0),
    )
    whereabouts = Whereabouts(shelf, hand)
    whereabouts.look()
    return whereabouts, shelf, hand


def test_either_tenant_of_a_pair_is_where_its_active_side_is(scene: Scene) -> None:
    whereabouts, _, _ = scene
    seen = {tenant: whereabouts.now(tenant) for tenant in ("a", "b", "c", "nobody")}
    assert seen == {
        "a": Sighting("ca1"),
        "b": Sighting("ca1"),
        "c": Sighting("eu1"),
        "nobody": None,
    }


def test_what_this_process_commits_is_there_at_once_and_nobody_is_asked(scene: Scene) -> None:
    whereabouts, shelf, _ = scene
    lists = shelf.lists
    whereabouts.commit(Change("activation/p", active(Side.BCP, 2), 1))
    assert whereabouts.now("a") == Sighting("eu1")
    whereabouts.commit(Change("tenant/c", None, 1))
    assert whereabouts.now("c") is None
    assert shelf.lists == lists


def test_what_another_process_commits_is_seen_before_the_copy_is_old(scene: Scene) -> None:
    whereabouts, shelf, hand = scene
    shelf.commit(Change("activation/p", active(Side.BCP, 2), 1))
    hand.at += LOOK_AFTER_S
    assert whereabouts.now("a") == Sighting("ca1", LOOK_AFTER_S)
    hand.at += 0.01
    assert whereabouts.now("a") is None
    whereabouts.look()
    assert whereabouts.now("a") == Sighting("eu1")


def test_what_nobody_has_changed_is_not_read_again(scene: Scene) -> None:
    whereabouts, shelf, hand = scene
    lists = shelf.lists
    for _ in range(3):
        hand.at += LOOK_AFTER_S + 0.01
        assert whereabouts.now("a") is None
        whereabouts.look()
        assert whereabouts.now("a") == Sighting("ca1")
    assert shelf.lists == lists


def test_while_one_looks_the_others_are_answered_until_the_copy_is_old(scene: Scene) -> None:
    whereabouts, _, hand = scene
    hand.at += 0.75
    assert whereabouts.now("a") is None  # this one goes and looks
    assert whereabouts.now("a") == Sighting("ca1", 0.75)
    hand.at = 100.0 + AGE_S_MAX + 0.01
    assert whereabouts.now("a") is None


def test_who_went_to_look_and_never_came_back_is_not_waited_for(scene: Scene) -> None:
    whereabouts, _, hand = scene
    hand.at += LOOK_AFTER_S + 0.01
    assert whereabouts.now("a") is None
    hand.at += 60
    assert whereabouts.now("a") is None
    whereabouts.look()
    assert whereabouts.now("a") == Sighting("ca1")


def test_while_the_directory_is_silent_the_copy_says_how_old_it_is(scene: Scene) -> None:
    whereabouts, shelf, hand = scene
    shelf.silent, hand.at = True, 130.0
    assert whereabouts.now("a") is None
    with pytest.raises(Unavailable):
        whereabouts.look()
    assert whereabouts.now("a") == Sighting("ca1", 30.0, sure=False)
    hand.at += LEFT_ALONE_S
    assert whereabouts.now("a") is None  # it is asked again
    shelf.silent = False
    whereabouts.look()
    assert whereabouts.now("a") == Sighting("ca1")


def test_nobody_trusts_the_copy_after_a_commit_that_may_have_happened(scene: Scene) -> None:
    whereabouts, shelf, _ = scene
    shelf.silent = True
    with pytest.raises(Unavailable):
        whereabouts.commit(Change("activation/p", active(Side.BCP, 2), 1))
    assert whereabouts.now("a") is None
    assert whereabouts.kept("a") == Sighting("ca1", 0.0, sure=False)


def test_who_was_second_looks_at_what_the_first_did(scene: Scene) -> None:
    whereabouts, shelf, _ = scene
    shelf.commit(Change("activation/p", active(Side.BCP, 2), 1))
    with pytest.raises(Conflict):
        whereabouts.commit(Change("activation/p", active(Side.BCP, 2), 1))
    assert whereabouts.now("a") is None
    whereabouts.look()
    assert whereabouts.now("a") == Sighting("eu1")


def test_a_look_that_began_before_a_commit_does_not_hide_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    whereabouts, shelf, hand = scene
    read, begun, done = shelf.list, threading.Event(), threading.Event()

    def slowly(prefix: str) -> list[Record]:
        found = read(prefix)
        if prefix == "activation/" and not begun.is_set():
            begun.set()
            assert done.wait(30)
        return found

    monkeypatch.setattr(shelf, "list", slowly)
    shelf.commit(Change("tenant/d", Tenant("d", "D", "eu1", 4).record(), 0))
    hand.at += LOOK_AFTER_S + 0.01
    looking = threading.Thread(target=whereabouts.look)
    looking.start()
    assert begun.wait(30)
    whereabouts.commit(Change("activation/p", active(Side.BCP, 2), 1))
    done.set()
    looking.join(30)
    assert whereabouts.now("a") == Sighting("eu1")


def test_an_own_commit_does_not_hide_a_later_one_that_was_read_already(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    whereabouts, shelf, hand = scene
    plain = shelf.commit

    def overtaken(*changes: Change) -> None:
        plain(*changes)
        plain(Change("activation/p", active(Side.PRIMARY, 3), 2))
        hand.at += LOOK_AFTER_S + 0.01
        whereabouts.look()

    monkeypatch.setattr(shelf, "commit", overtaken)
    whereabouts.commit(Change("activation/p", active(Side.BCP, 2), 1))
    assert whereabouts.now("a") == Sighting("ca1")


def test_whoever_watches_is_told_of_an_own_commit_when_the_copy_has_it(scene: Scene) -> None:
    whereabouts, _, _ = scene
    seen: list[int] = []
    whereabouts.watch(lambda: seen.append(whereabouts.records()["activation/p"].value["epoch"]))
    whereabouts.commit(Change("activation/p", active(Side.BCP, 2), 1))
    whereabouts.commit(Change("operator/noor", {}, 0))
    assert seen == [2]
    whereabouts.commit(Change("activation/p", active(Side.PRIMARY, 3), 2))
    assert seen == [2, 3]


def test_all_that_is_copied_goes_on_being_told_while_the_directory_is_silent(scene: Scene) -> None:
    whereabouts, shelf, hand = scene
    before = dict(whereabouts.records())
    assert "pair/p" in before
    shelf.silent = True
    hand.at += 60
    assert whereabouts.records() == before
    shelf.silent = False
    shelf.commit(Change("activation/p", active(Side.BCP, 2), 1))
    hand.at += 60
    assert whereabouts.records()["activation/p"].value["epoch"] == 2


def test_while_the_directory_is_silent_its_copy_stands_in(scene: Scene) -> None:
    whereabouts, shelf, _ = scene
    shelf.silent = True
    assert whereabouts.get("pair/p") == shelf.records["pair/p"]
    assert [one.key for one in whereabouts.list("tenant/")] == ["tenant/a", "tenant/b", "tenant/c"]
    assert str(whereabouts.fault) == "The directory does not answer."


@pytest.mark.parametrize("ask", ["get", "list"])
def test_what_the_copy_cannot_know_is_unknown_and_not_absent(scene: Scene, ask: str) -> None:
    whereabouts, shelf, _ = scene
    shelf.silent = True
    with pytest.raises(Unavailable):
        whereabouts.get("tenant/made-since") if ask == "get" else whereabouts.list("switch_report/")


def test_whoever_reads_strictly_is_told_nothing_old(scene: Scene) -> None:
    whereabouts, shelf, _ = scene
    shelf.silent = True
    with pytest.raises(Unavailable):
        whereabouts.strict.get("activation/p")


def test_a_silent_directory_is_asked_now_and_then_and_believed_as_soon_as_it_answers(
    scene: Scene,
) -> None:
    whereabouts, shelf, hand = scene
    shelf.silent = True
    for _ in range(5):
        whereabouts.get("pair/p")
    assert shelf.gets == 1
    hand.at += LEFT_ALONE_S
    whereabouts.get("pair/p")
    assert shelf.gets == 2
    shelf.silent = False
    hand.at += LEFT_ALONE_S
    assert whereabouts.get("nothing") is None
    assert whereabouts.fault is None


def test_a_copy_that_is_too_old_stands_in_for_nothing() -> None:
    shelf, hand = Shelf({"tenant/a": Record("tenant/a", {}, 1)}, silent=True), Hand()
    known = dict(shelf.records)
    young, old, any_age = (Whereabouts(shelf, hand, copy_s=seconds) for seconds in (90, 80, 0))
    for one in (young, old, any_age):
        one.begin_with(known, age_s=85)
    assert young.get("tenant/a") == any_age.get("tenant/a") == known["tenant/a"]
    with pytest.raises(Unavailable):
        old.get("tenant/a")


def test_what_another_process_has_moved_is_told_to_whoever_watches(scene: Scene) -> None:
    whereabouts, shelf, _ = scene
    told: list[int] = []
    whereabouts.watch(lambda: told.append(1))
    shelf.commit(Change("operator/noor", {"name": "Noor"}, 0))
    whereabouts.follow(0)
    assert told == [], "that moves no traffic"
    shelf.commit(Change("activation/p", active(Side.BCP, 2), 1))
    whereabouts.follow(0)
    assert told == [1]
    assert whereabouts.now("a") == Sighting("eu1")
    whereabouts.follow(0)
    assert told == [1], "nothing has happened since"
