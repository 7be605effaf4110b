"""What a region keeps of the notices of a pair: nothing is told twice, and what leaves the house is held by one at a time."""

import threading
from dataclasses import replace

from releve.domain.notices import Channel, Choice, Notice, Phase, Post, PostState, Topic
from releve.domain.say import say
from releve.stores.regional import SqlRegionalStore
from tests.helpers.regional import ACME, AT, ORBIT

LATER, LATEST = "2026-11-22T09:05:00.000Z", "2026-11-22T09:10:00.000Z"
FAILED = Notice(ACME, "n1", "sync_failed", AT, say("The last sync failed."), "/admin/sync")
SWITCHED = Notice(
    ACME,
    "n2",
    "switched",
    LATER,
    say("Switched by {who}.", who="ana"),
    "/admin/enablement",
    "epoch 2",
)
POST = Post(ACME, "n1", Phase.BEGAN, Channel.MAIL, next_at=AT)


def begin(store: SqlRegionalStore, *notices: Notice) -> list[bool]:
    with store.writing() as tx:
        return [tx.notices.begin(one) for one in notices]


def end(store: SqlRegionalStore, notice: Notice, at: str) -> bool:
    with store.writing() as tx:
        return tx.notices.end(notice, at)


def kept(store: SqlRegionalStore, tenant: str = ACME) -> list[Notice]:
    with store.reading() as tx:
        return tx.notices.of(tenant, top=10)


def test_notices_are_kept_whole_the_newest_first_and_are_their_tenants_alone(
    store: SqlRegionalStore,
) -> None:
    other = replace(FAILED, tenant=ORBIT)
    assert begin(store, FAILED, SWITCHED, other) == [True, True, True]
    assert kept(store) == [SWITCHED, FAILED]
    assert kept(store, ORBIT) == [other]
    with store.reading() as tx:
        assert tx.notices.of(ACME, top=1) == [SWITCHED]
        assert tx.notices.get(ACME, "n1") == FAILED
        assert tx.notices.get(ACME, "n9") is None
        assert {one.id for one in tx.notices.open()} == {"n1"}


def test_a_condition_is_open_once_and_may_begin_again_when_it_is_over(
    store: SqlRegionalStore,
) -> None:
    again = replace(FAILED, id="n3", began_at=LATEST)
    assert begin(store, FAILED, again) == [True, False]
    assert (end(store, FAILED, LATER), end(store, FAILED, LATEST)) == (True, False)
    assert begin(store, again) == [True]
    assert kept(store) == [again, replace(FAILED, ended_at=LATER)]


def test_an_event_is_told_once_and_is_never_over(store: SqlRegionalStore) -> None:
    assert begin(store, SWITCHED, replace(SWITCHED, id="n5")) == [True, False]
    assert not end(store, SWITCHED, LATEST)
    assert begin(store, replace(SWITCHED, id="n6", once="epoch 4")) == [True]


def test_of_many_who_notice_the_same_one_tells_it(store: SqlRegionalStore) -> None:
    told = []

    def notice(number: int) -> None:
        told.extend(begin(store, replace(FAILED, id=f"n{number}")))

    threads = [threading.Thread(target=notice, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * 7 + [True]


def test_what_has_changed_since_is_told_with_what_is_over(store: SqlRegionalStore) -> None:
    begin(store, FAILED, SWITCHED)
    end(store, FAILED, LATEST)
    with store.reading() as tx:
        assert [one.id for one in tx.notices.changed("", top=9)] == ["n2", "n1"]
        assert [one.id for one in tx.notices.changed(LATEST, top=9)] == ["n1"]
        assert [one.id for one in tx.notices.changed("", top=1)] == ["n1"]


def test_what_is_over_is_forgotten_with_its_posts_and_what_goes_on_is_not(
    store: SqlRegionalStore,
) -> None:
    begin(store, FAILED, SWITCHED)
    with store.writing() as tx:
        tx.notices.add_posts([POST, replace(POST, notice="n2")])
    with store.writing() as tx:
        assert tx.notices.sweep(LATER) == 0
        assert tx.notices.sweep(LATEST) == 1
    assert kept(store) == [FAILED]
    with store.reading() as tx:
        assert tx.notices.posts(ACME, ["n1", "n2"]) == [POST]


def test_everybody_reads_for_themselves(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.notices.mark_read(ACME, "ana", AT)
        tx.notices.mark_read(ACME, "ana", LATER)
    with store.reading() as tx:
        assert tx.notices.read_at(ACME, "ana") == LATER
        assert tx.notices.read_at(ACME, "bo") == tx.notices.read_at(ORBIT, "ana") == ""


def test_a_choice_is_taken_from_whoever_saw_the_last_one(store: SqlRegionalStore) -> None:
    choice = Choice({Topic.SYNC: frozenset(Channel)}, {"fr": ("garde@acme.example",)})
    with store.writing() as tx:
        assert tx.notices.choice(ACME) == (Choice(), 0)
        assert tx.notices.choose(ACME, choice, 0)
        assert not tx.notices.choose(ACME, Choice(), 0)
    with store.writing() as tx:
        assert tx.notices.choice(ACME) == (choice, 1)
        assert not tx.notices.choose(ACME, Choice(), 2)
        assert tx.notices.choose(ACME, Choice(), 1)
        assert tx.notices.choice(ACME) == (Choice(), 2)


def due(store: SqlRegionalStore, now: str, *channels: Channel) -> list[Post]:
    with store.reading() as tx:
        return tx.notices.due(channels or tuple(Channel), now, top=10)


def test_a_post_is_due_when_its_time_has_come_on_a_way_that_is_asked_for(
    store: SqlRegionalStore,
) -> None:
    hook = replace(POST, channel=Channel.WEBHOOK, next_at=LATER)
    with store.writing() as tx:
        tx.notices.add_posts([POST, hook])
        tx.notices.add_posts([replace(POST, tries=7)])  # there already
        tx.notices.add_posts([])
    assert due(store, AT) == [POST]
    assert due(store, LATER) == [POST, hook]
    assert due(store, LATER, Channel.WEBHOOK) == [hook]


def test_a_post_is_held_by_one_until_it_is_put_back_or_the_time_is_over(
    store: SqlRegionalStore,
) -> None:
    with store.writing() as tx:
        tx.notices.add_posts([POST])
        assert tx.notices.take(POST, worker="a", now=AT, until=LATER)
        assert not tx.notices.take(POST, worker="b", now=AT, until=LATER)
    assert due(store, AT) == []
    assert due(store, LATER) == [replace(POST, worker="a", lease_until=LATER)]
    held = replace(POST, worker="b", lease_until=LATEST)
    with store.writing() as tx:
        assert tx.notices.take(POST, worker="b", now=LATER, until=LATEST)
        assert not tx.notices.put_back(replace(POST, worker="a", state=PostState.SENT))
        failed = replace(held, tries=1, next_at=LATEST, why=say("Shut."))
        assert tx.notices.put_back(failed)
    again = replace(failed, worker="", lease_until="")
    assert (due(store, LATER), due(store, LATEST)) == ([], [again])
    with store.writing() as tx:
        assert not tx.notices.take(POST, worker="c", now=LATEST, until=LATEST)
        assert tx.notices.take(again, worker="c", now=LATEST, until=LATEST)
        sent = replace(again, worker="c", state=PostState.SENT, done_at=LATEST)
        assert tx.notices.put_back(sent)
    assert due(store, LATEST) == []
