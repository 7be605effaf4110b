"""What a region keeps of its people: credentials, sessions, drafts, throttle."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from releve.domain.errors import Conflict, NotFound
from releve.domain.store import Credential, Draftsheet, Factor, Session
from releve.stores.regional import SqlRegionalStore
from tests.helpers.regional import ACME, AT, ORBIT, put, team

ANA = Credential(ACME, "u-ana", "ana@acme.example", "$argon2$1", changed_at=AT)
BOB = Credential(ACME, "u-bob", "bob@acme.example", "$argon2$2", changed_at=AT)


def keep(store: SqlRegionalStore, *credentials: Credential) -> None:
    with store.writing() as tx:
        tx.credentials.put(credentials)


def test_a_credential_is_found_by_name_in_every_tenant(store: SqlRegionalStore) -> None:
    twin = replace(ANA, tenant=ORBIT, employee="u-ana2")
    keep(store, ANA, BOB, twin)
    with store.reading() as tx:
        assert {one.tenant for one in tx.credentials.by_username("ana@acme.example")} == {
            ACME,
            ORBIT,
        }
        assert tx.credentials.by_username("eve@acme.example") == []
        assert tx.credentials.get(ACME, "u-bob") == replace(BOB, revision=1)
        assert tx.credentials.get(ORBIT, "u-bob") is None


def test_a_credential_is_written_under_the_revision_of_the_put_before_it(
    store: SqlRegionalStore,
) -> None:
    put(store, team("Blue"))
    with store.writing() as tx:
        tx.entities.put(ACME, [team("Red")], by="ana", at=AT)
        tx.credentials.put([ANA])
        assert tx.entities.revision(ACME) == 2
    with store.reading() as tx:
        assert [one.revision for one in tx.credentials.changed(ACME, after=1)] == [2]


def test_a_credential_alone_makes_a_revision_so_that_no_reader_misses_it(
    store: SqlRegionalStore,
) -> None:
    keep(store, ANA, BOB)
    with store.reading() as tx:
        seen = tx.entities.revision(ACME)
    keep(store, replace(ANA, hash="$argon2$new"))
    with store.reading() as tx:
        changed = [*tx.credentials.changed(ACME, after=seen)]
        assert [*tx.credentials.changed(ORBIT, after=0)] == []
    assert [(one.employee, one.hash) for one in changed] == [("u-ana", "$argon2$new")]


def test_a_credential_that_is_held_is_read_as_it_stands(store: SqlRegionalStore) -> None:
    keep(store, ANA)
    with store.writing() as tx:
        assert tx.credentials.held(ACME, "u-ana") == tx.credentials.get(ACME, "u-ana")
        assert tx.credentials.held(ACME, "u-bob") is None


def test_two_employees_of_a_tenant_cannot_share_a_user_name(store: SqlRegionalStore) -> None:
    keep(store, ANA)
    with store.writing() as tx, pytest.raises(Conflict):
        tx.credentials.put([replace(BOB, username=ANA.username)])
    with store.reading() as tx:
        assert tx.credentials.get(ACME, "u-bob") is None


def test_two_employees_may_exchange_their_user_names(store: SqlRegionalStore) -> None:
    keep(store, ANA, BOB)
    keep(store, replace(ANA, username=BOB.username), replace(BOB, username=ANA.username))
    with store.reading() as tx:
        assert [one.employee for one in tx.credentials.by_username(ANA.username)] == ["u-bob"]


def test_a_second_factor_is_read_as_it_was_kept_and_lies_sealed_in_the_table(
    store: SqlRegionalStore,
) -> None:
    factor = Factor(b"the secret of an app", ("hash-1", "hash-2"), AT)
    keep(store, replace(ANA, factor=factor), BOB)
    with store.reading() as tx:
        ana, bob = tx.credentials.get(ACME, "u-ana"), tx.credentials.get(ACME, "u-bob")
        raw = tx.connection.execute(text("SELECT factor FROM credential")).scalars().all()
    assert ana is not None
    assert bob is not None
    assert (ana.factor, bob.factor) == (factor, None)
    assert "the secret" not in str(raw)


def test_a_sealed_secret_that_is_moved_to_another_person_stays_closed(
    store: SqlRegionalStore,
) -> None:
    keep(store, replace(ANA, factor=Factor(b"hers", (), AT)), replace(BOB, factor=Factor(b"his")))
    with store.writing() as tx:
        stolen = "UPDATE credential SET factor = (SELECT factor FROM credential WHERE employee = 'u-ana')"
        tx.connection.execute(text(stolen))
    with store.reading() as tx:
        ana, bob = tx.credentials.get(ACME, "u-ana"), tx.credentials.get(ACME, "u-bob")
    assert ana is not None
    assert bob is not None
    assert ana.factor is not None
    assert bob.factor is not None
    assert (ana.factor.secret, bob.factor.secret) == (b"hers", b"")


def test_a_code_is_used_up_once_per_person(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        used = [
            tx.credentials.use_code(ACME, who, "step/1", AT) for who in ("u-ana", "u-ana", "u-bob")
        ]
        assert tx.credentials.sweep("9") == 2
        used.append(tx.credentials.use_code(ACME, "u-ana", "step/1", AT))
    assert used == [True, False, True, True]


def test_who_can_log_in_is_known_in_one_look(store: SqlRegionalStore) -> None:
    keep(store, ANA, BOB, replace(ANA, tenant=ORBIT, employee="u-ana2"))
    with store.reading() as tx:
        assert tx.credentials.who_can(ACME) == {"u-ana", "u-bob"}


def test_the_sessions_of_a_person_are_listed_the_newest_first(store: SqlRegionalStore) -> None:
    later = replace(session("t2"), created_at="2026-11-22T10:00:00.000Z", origin="::1", agent="x")
    with store.writing() as tx:
        for one in (session("t1"), later, replace(session("t3"), employee="u-bob")):
            tx.sessions.add(one)
        tx.sessions.add(session("t4", tenant=None))
    with store.reading() as tx:
        assert tx.sessions.of(ACME, "u-ana") == [later, session("t1")]
        assert [one.token_hash for one in tx.sessions.of(None, "ana")] == ["t4"]
        assert tx.sessions.of(ORBIT, "u-ana") == []


def test_of_two_who_end_a_session_one_is_told_that_they_did(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.sessions.add(session("t1"))
        assert [tx.sessions.end("t1"), tx.sessions.end("t1")] == [True, False]


def session(token: str, tenant: str | None = ACME, expires: str = "2026-11-22T17") -> Session:
    employee = "u-ana" if tenant else None
    return Session(token, tenant, employee, "ana", AT, expires, 3, None, {"lang": "fr"})


def test_a_session_is_read_as_it_was_saved(store: SqlRegionalStore) -> None:
    operator = session("t2", tenant=None)
    with store.writing() as tx:
        tx.sessions.add(session("t1"))
        tx.sessions.add(operator)
        tx.sessions.save(replace(session("t1"), epoch=4, impersonator="op", data={}))
    with store.reading() as tx:
        assert tx.sessions.get("t1") == replace(session("t1"), epoch=4, impersonator="op", data={})
        assert tx.sessions.get("t2") == operator
        assert tx.sessions.get("t3") is None


def test_an_ended_session_does_not_come_back(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.sessions.add(session("t1"))
        tx.sessions.end("t1")
        tx.sessions.end("t1")
        tx.sessions.save(session("t1"))
        assert tx.sessions.get("t1") is None


def test_a_session_that_has_seen_an_epoch_keeps_it(store: SqlRegionalStore) -> None:
    first = session("t1")
    with store.writing() as tx:
        tx.sessions.add(first)
        tx.sessions.save(replace(first, epoch=5))
        tx.sessions.save(replace(first, epoch=4, seen_at=AT))
    with store.reading() as tx:
        assert tx.sessions.get("t1") == replace(first, epoch=5, seen_at=AT)


def test_all_sessions_of_one_employee_end_and_no_others(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.sessions.add(session("t1"))
        tx.sessions.add(session("t2"))
        tx.sessions.add(replace(session("t3"), employee="u-bob"))
        tx.sessions.add(session("t4", tenant=ORBIT))
        tx.sessions.end_all(ACME, "u-ana")
        left = {token for token in ("t1", "t2", "t3", "t4") if tx.sessions.get(token)}
    assert left == {"t3", "t4"}


def test_a_sweep_takes_what_has_expired_and_counts_it(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.sessions.add(session("past", expires="2026-11-22T08:00:00.000Z"))
        tx.sessions.add(session("now", expires=AT))
        tx.sessions.add(session("future", expires="2026-11-22T09:00:00.001Z"))
        assert tx.sessions.sweep(AT) == 2
        assert tx.sessions.sweep(AT) == 0
        assert tx.sessions.get("future") is not None


def sheet(**changes: object) -> Draftsheet:
    return replace(
        Draftsheet("d1", "op-ana", ACME, {"step": 1}, "2026-11-22T10"),
        **changes,  # type: ignore[arg-type]
    )


def test_a_draft_is_its_owners_alone(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.drafts.put(sheet())
        tx.drafts.put(sheet(body={"step": 2}))
        with pytest.raises(NotFound):
            tx.drafts.put(sheet(owner="op-eve", body={"step": 9}))
        assert tx.drafts.get("d1", "op-ana") == sheet(body={"step": 2})
        assert tx.drafts.get("d1", "op-eve") is None
        tx.drafts.drop("d1")
        assert tx.drafts.get("d1", "op-ana") is None


def test_drafts_about_a_subject_are_found_by_their_owner_alone(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        mine = [sheet(id="a"), sheet(id="b", body={"step": 2}, expires_at="2026-11-22T08")]
        for one in (*mine, sheet(id="c", owner="op-eve"), sheet(id="d", subject=ORBIT)):
            tx.drafts.put(one)
        assert tx.drafts.about("op-ana", ACME) == mine
        assert tx.drafts.about("op-bob", ACME) == []


def test_drafts_that_have_expired_are_swept(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.drafts.put(sheet(id="past", expires_at="2026-11-22T08:59:59.999Z"))
        tx.drafts.put(sheet(id="now", expires_at=AT))
        tx.drafts.put(sheet(id="future", expires_at="2026-11-22T09:00:00.001Z"))
        assert tx.drafts.sweep(AT) == 2
        assert tx.drafts.sweep(AT) == 0
        assert tx.drafts.get("now", "op-ana") is None
        assert tx.drafts.get("future", "op-ana") is not None


def test_failures_are_forgotten_after_a_day(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.throttle.fail("ana", "2026-11-21T08:59:59.999Z")
        tx.throttle.fail("ana", "2026-11-21T09:00:00.000Z")
        tx.throttle.fail("bob", "2026-11-20T09:00:00.000Z")
        assert tx.throttle.sweep(AT) == 2
        assert tx.throttle.failures("ana", "") == (1, "2026-11-21T09:00:00.000Z")
        assert tx.throttle.failures("bob", "") == (0, None)


def test_failures_are_counted_per_subject_since_a_moment(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        for at in ("09:00", "09:05", "09:10"):
            tx.throttle.fail("ana", at)
        tx.throttle.fail("bob", "09:20")
    with store.reading() as tx:
        assert tx.throttle.failures("ana", "09:05") == (2, "09:10")
        assert tx.throttle.failures("ana", "09:11") == (0, None)
    with store.writing() as tx:
        tx.throttle.clear("ana")
        assert tx.throttle.failures("ana", "09:00") == (0, None)
        assert tx.throttle.failures("bob", "09:00") == (1, "09:20")


def test_one_failure_is_taken_back_and_those_of_the_same_moment_stay(
    store: SqlRegionalStore,
) -> None:
    with store.writing() as tx:
        for at in ("09:00", "09:10", "09:10"):
            tx.throttle.fail("ana", at)
        tx.throttle.fail("bob", "09:10")
        tx.throttle.take_back("ana", "09:10")
        assert tx.throttle.failures("ana", "09:00") == (2, "09:10")
        tx.throttle.take_back("ana", "09:20")
        assert tx.throttle.failures("ana", "09:00") == (2, "09:10")
        assert tx.throttle.failures("bob", "09:00") == (1, "09:10")


def test_a_dropped_credential_is_gone_and_its_user_name_free(store: SqlRegionalStore) -> None:
    keep(store, ANA, BOB, replace(ANA, tenant=ORBIT))
    with store.writing() as tx:
        tx.credentials.drop(ACME, [ANA.employee, "u-nobody"])
    keep(store, replace(BOB, employee="u-new", username=ANA.username))
    with store.reading() as tx:
        assert {one.employee for one in tx.credentials.changed(ACME, after=0)} == {"u-bob", "u-new"}
        assert tx.credentials.get(ORBIT, ANA.employee) is not None


def test_the_sessions_of_several_employees_end_at_once(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.sessions.add(session("t1"))
        tx.sessions.add(replace(session("t2"), employee="u-bob"))
        tx.sessions.add(replace(session("t3"), employee="u-eve"))
        tx.sessions.end_all(ACME, "u-ana", "u-bob")
        tx.sessions.end_all(ACME)
        assert [tx.sessions.get(one) is None for one in ("t1", "t2", "t3")] == [True, True, False]
