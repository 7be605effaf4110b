"""The audit chain: whatever is done to it afterwards shows."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from releve.domain.chains import Break, Head
from releve.stores.regional import SqlRegionalStore
from releve.stores.regional.audit import seal
from tests.helpers.regional import ACME, AT, ORBIT


def act(store: SqlRegionalStore, *acts: str, tenant: str | None = ACME, **more: object) -> None:
    with store.writing() as tx:
        for one in acts:
            tx.audit.add(tenant=tenant, at=AT, actor="Ana", act=one, **more)  # type: ignore[arg-type]


def verify(
    store: SqlRegionalStore, tenant: str | None = ACME, noted: Head | None = None
) -> tuple[int, Break] | None:
    """Where the chain is broken, and how; None while it is whole."""
    with store.reading() as tx:
        found = tx.audit.verify(tenant, noted)
    return None if found.broken_at is None or found.how is None else (found.broken_at, found.how)


def tamper(store: SqlRegionalStore, statement: str) -> None:
    with store.writing() as tx:
        assert tx.connection.exec_driver_sql(statement).rowcount == 1


def test_entries_are_read_newest_first_as_they_were_written(store: SqlRegionalStore) -> None:
    details = {"n": 1e16, "zero": -0.0, "list": [1, {"é": None}]}
    act(store, "team.create", "team.update")
    act(store, "switch", acting_as="bob", subject="pair", origin="10.0.0.1", details=details)
    with store.reading() as tx:
        entries, total = tx.audit.page(ACME)
    assert [(one.seq, one.act) for one in entries] == [
        (3, "switch"),
        (2, "team.update"),
        (1, "team.create"),
    ]
    newest = entries[0]
    assert total == 3
    assert (newest.tenant, newest.at, newest.actor, newest.acting_as) == (ACME, AT, "Ana", "bob")
    assert (newest.subject, newest.outcome, newest.origin) == ("pair", "done", "10.0.0.1")
    assert newest.details == details
    assert newest.previous == entries[1].hash
    assert newest.hash == seal(newest)


def test_each_tenant_and_the_operators_have_a_chain_of_their_own(store: SqlRegionalStore) -> None:
    act(store, "a")
    act(store, "b", tenant=ORBIT)
    act(store, "c", tenant=None)
    with store.reading() as tx:
        for tenant, name in ((ACME, "a"), (ORBIT, "b"), (None, "c")):
            [entry], total = tx.audit.page(tenant)
            assert (entry.tenant, entry.seq, entry.act, total) == (tenant, 1, name, 1)
    assert [verify(store, tenant) for tenant in (ACME, ORBIT, None, "nobody")] == [None] * 4


def test_recent_lines_are_looked_for_among_the_newest_only(store: SqlRegionalStore) -> None:
    act(store, "sync.edit", "login", "glass", "login", "login")
    act(store, "sync.edit", tenant=ORBIT)
    wanted = ("sync.edit", "glass")
    with store.reading() as tx:
        for top, among, found in (
            (9, 9, [3, 1]),
            (1, 9, [3]),
            (9, 4, [3]),
            (9, 2, []),
        ):
            lines = tx.audit.recent(ACME, wanted, top=top, among=among)
            assert [one.seq for one in lines] == found
        assert tx.audit.recent("nobody", wanted, top=9, among=9) == []


@pytest.mark.parametrize(
    ("search", "found"), [("UPDATE", 1), ("ana", 2), ("été", 1), ("100%", 0), ("", 2)]
)
def test_search_looks_through_the_texts(store: SqlRegionalStore, search: str, found: int) -> None:
    act(store, "team.create", subject="Équipe ÉTÉ")
    act(store, "team.update", subject="100 %")
    with store.reading() as tx:
        entries, total = tx.audit.page(ACME, search=search, top=1)
        assert (total, len(entries)) == (found, min(found, 1))


@pytest.mark.parametrize(
    ("search", "acts", "outcomes", "found"),
    [
        ("équipe changée", ["team.update"], [], ["team.update"]),
        ("refus", [], ["refused"], ["team.delete"]),
        ("été", ["team.update"], ["refused"], ["team.delete", "team.update", "team.create"]),
        ("", ["team.update"], [], ["team.delete", "team.update", "team.create"]),
        ("zzz", [], [], []),
    ],
)
def test_search_finds_what_its_words_mean_too(
    store: SqlRegionalStore, search: str, acts: list[str], outcomes: list[str], found: list[str]
) -> None:
    act(store, "team.create", subject="Équipe ÉTÉ")
    act(store, "team.update", subject="100 %")
    act(store, "team.delete", outcome="refused")
    act(store, "team.update", tenant=ORBIT)
    with store.reading() as tx:
        entries, total = tx.audit.page(ACME, search=search, acts=acts, outcomes=outcomes)
        assert ([one.act for one in entries], total) == (found, len(found))


@pytest.mark.parametrize(
    ("statements", "first_wrong"),
    [
        (["UPDATE audit SET actor = 'Eve' WHERE seq = 2"], (2, Break.CHANGED)),
        (["UPDATE audit SET details = '{\"x\":2}' WHERE seq = 3"], (3, Break.CHANGED)),
        (["UPDATE audit SET acting_as = 'Eve' WHERE seq = 1"], (1, Break.CHANGED)),
        (["UPDATE audit SET previous = 'x' WHERE seq = 3"], (3, Break.UNLINKED)),
        (["DELETE FROM audit WHERE seq = 1"], (2, Break.MISSING)),
        (["DELETE FROM audit WHERE seq = 2"], (3, Break.MISSING)),
        (["DELETE FROM audit WHERE seq = 4"], (4, Break.CUT)),
        (["DELETE FROM audit_head"], (5, Break.CUT)),
        (
            [  # two lines change places
                "UPDATE audit SET seq = 9 WHERE seq = 2",
                "UPDATE audit SET seq = 2 WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 9",
            ],
            (2, Break.UNLINKED),
        ),
        (  # a line is taken out, and those behind it move up
            [
                "DELETE FROM audit WHERE seq = 2",
                "UPDATE audit SET seq = 2 WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 4",
            ],
            (2, Break.UNLINKED),
        ),
    ],
)
def test_what_was_changed_moved_taken_out_or_cut_off_shows(
    store: SqlRegionalStore, statements: list[str], first_wrong: tuple[int, Break]
) -> None:
    act(store, "a", "b", "c", "d", details={"x": 1})
    assert verify(store) is None
    for statement in statements:
        tamper(store, statement)
    assert verify(store) == first_wrong


def test_a_chain_cut_off_together_with_its_head_shows_against_a_note_of_its_end(
    store: SqlRegionalStore,
) -> None:
    act(store, "a", "b")
    with store.reading() as tx:
        [early] = tx.audit.heads()
    act(store, "c")
    with store.reading() as tx:
        [noted] = tx.audit.heads()
        [first] = tx.audit.page(ACME, skip=2, top=1)[0]
    assert (noted.tenant, noted.seq) == (ACME, 3)
    assert verify(store, noted=noted) is verify(store, noted=early) is None
    tamper(store, "DELETE FROM audit WHERE seq = 3")
    tamper(store, "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)")
    assert verify(store) is None
    assert verify(store, noted=noted) == (3, Break.CUT)
    act(store, "another third line")
    assert verify(store) is None
    assert verify(store, noted=noted) == (3, Break.REWRITTEN)
    assert verify(store, noted=Head(ACME, 1, first.hash)) is None


def test_the_first_act_of_a_time_is_found_among_many(store: SqlRegionalStore) -> None:
    def at(minute: int, act: str, outcome: str = "done") -> None:
        with store.writing() as tx:
            moment = f"2026-11-22T09:{minute:02}:00.000Z"
            tx.audit.add(tenant=ACME, at=moment, actor=f"m{minute}", act=act, outcome=outcome)

    def first(since: int, until: int | None = None) -> str | None:
        with store.reading() as tx:
            end = "" if until is None else f"2026-11-22T09:{until:02}:00.000Z"
            found = tx.audit.first(ACME, ["login"], f"2026-11-22T09:{since:02}:00.000Z", end)
        return None if found is None else found.actor

    assert first(0) is None
    for minute in range(60):
        at(minute, "login" if minute % 10 == 5 else "sync.run", "done")
        at(minute, "login", "refused")
    assert [first(0), first(5), first(6), first(56)] == ["m5", "m5", "m15", None]
    assert (first(6, 15), first(6, 16)) == (None, "m15")


def test_a_chain_written_by_two_at_once_is_whole(store: SqlRegionalStore) -> None:
    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(act, store, f"act {n}") for n in range(30)]:
            done.result()
    assert verify(store) is None
    with store.reading() as tx:
        assert tx.audit.page(ACME, top=1)[1] == 30
