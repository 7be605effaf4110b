"""Copies and their counterparts: what the sync writes into a BCP tenant in bulk, and what it can look up."""

from collections.abc import Mapping

import orjson
import pytest

from releve.domain.entities import Copy, Draft, Tie
from releve.domain.errors import Conflict
from releve.domain.ids import Which
from releve.domain.kind import canonical, digest, natural_key
from releve.domain.kinds import KINDS
from releve.domain.proof import Ledger, proof_of, summed, value
from releve.stores.regional import SqlRegionalStore
from releve.stores.sql.bulk import CHUNK
from tests.helpers.regional import ACME, AT, ORBIT, put, team

BODY: Mapping[str, object] = {"name": 'Sud\t\\ "Ouest"\n', "description": "Été\r\n\\N"}


def copy(n: int, body: Mapping[str, object] = BODY) -> Copy:
    text = canonical({**body, "name": f"{body['name']}{n}"}).decode()
    read = orjson.loads(text)
    whole, proof = digest(read), proof_of("team", f"1{n}", f"u-1{n}", digest(read))
    key = natural_key(KINDS["team"], read)
    ids, twin = (f"9{n}", f"u-9{n}"), (f"1{n}", f"u-1{n}")
    return Copy(*ids, key, text, whole, proof, *twin, proof, whole)


def add(store: SqlRegionalStore, *copies: Copy) -> None:
    with store.writing() as tx:
        into = tx.entities.copy_in(ORBIT, by="sync", at=AT)
        into.add("team", copies)
        into.book({"team": (len(copies), sum(value(one.proof) for one in copies))})


def change(one: Copy, **fields: object) -> Copy:
    body = {**orjson.loads(one.text), **fields}
    return one._replace(
        text=canonical(body).decode(), digest=digest(body), key=natural_key(KINDS["team"], body)
    )


@pytest.mark.parametrize("many", [1, CHUNK + 1])
def test_what_is_copied_in_is_read_to_the_letter(store: SqlRegionalStore, many: int) -> None:
    copies = [copy(n) for n in range(many)]
    add(store, *copies)
    with store.reading() as tx:
        read = {one.id: one for one in tx.entities.records(ORBIT, "team", after=0)}
        assert {one.id: (one.text, one.key, one.digest) for one in read.values()} == {
            one.id: (one.text, one.key, one.digest) for one in copies
        }
        assert tx.entities.revision(ORBIT) == 1
        assert tx.entities.counts(ORBIT) == {"team": many}
        stored = tx.entities.get(ORBIT, "team", "90")
        assert stored is not None
        assert stored.body == orjson.loads(copies[0].text)


def test_a_counterpart_is_found_by_either_id(store: SqlRegionalStore) -> None:
    add(store, copy(0), copy(1))
    with store.reading() as tx:
        assert [one.id for one in tx.entities.twins(ORBIT, "team", ["11", "17"])] == ["91"]
        [found] = tx.entities.twins(ORBIT, "team", ["u-10"], Which.ALT)
        assert (found.twin, found.id, found.alt_id, found.deleted) == ("10", "90", "u-90", False)
        assert tx.entities.twins(ACME, "team", ["11"]) == []
        assert tx.entities.twins_of_any(ORBIT, ["11", "u-10", "91"]) == [
            ("team", Which.ID, "11"),
            ("team", Which.ALT, "u-10"),
        ]
        among = tx.entities.twins_among(ORBIT, Which.ID, ["10", "11", "u-10", "91"])
        assert sorted((kind, one.id) for kind, one in among) == [("team", "90"), ("team", "91")]
        [(kind, one)] = tx.entities.twins_among(ORBIT, Which.ALT, ["u-11", "11"])
        assert (kind, one.twin, one.id) == ("team", "11", "91")
        own = tx.entities.own_twins(ORBIT, ["team", "skill"], ["91", "90", "u-90"])
        assert sorted((kind, one.id, one.twin) for kind, one in own) == [
            ("team", "90", "10"),
            ("team", "91", "11"),
        ]
        [(_, one)] = tx.entities.own_twins(ORBIT, ["team"], ["u-91", "91"], Which.ALT)
        assert (one.id, one.twin_alt) == ("91", "u-11")
        assert tx.entities.own_twins(ORBIT, ["skill"], ["91"]) == []
        assert tx.entities.own_twins(ACME, ["team"], ["91"]) == []
        ids = tx.ids.load(ACME, ORBIT)
        assert (ids.translate("team", "10"), ids.translate("team", "u-10", Which.ALT)) == (
            "90",
            "u-90",
        )


def test_an_id_of_the_primary_has_one_counterpart(store: SqlRegionalStore) -> None:
    add(store, copy(0))
    again = copy(5)._replace(twin="10", twin_alt=None)
    with pytest.raises(Conflict):
        add(store, again)
    with pytest.raises(Conflict):
        add(store, copy(5)._replace(twin_alt="u-10"))
    with pytest.raises(Conflict):
        add(store, copy(5)._replace(key=copy(0).key))
    with store.reading() as tx:
        assert tx.entities.counts(ORBIT) == {"team": 1}


@pytest.mark.parametrize("many", [2, CHUNK + 1])
def test_two_may_exchange_their_names_when_they_are_written_over(
    store: SqlRegionalStore, many: int
) -> None:
    copies = [copy(n) for n in range(many)]
    add(store, *copies)
    first, second = orjson.loads(copies[0].text)["name"], orjson.loads(copies[1].text)["name"]
    turned = [change(copies[0], name=second), change(copies[1], name=first)]
    rest = [change(one, description="neu") for one in copies[2:]]
    with store.writing() as tx:
        into = tx.entities.copy_in(ORBIT, by="sync", at=AT)
        into.lay_aside("team", ["90", "91"])
        into.write_over(("team", one) for one in [*turned, *rest])
        into.book({})
    with store.reading() as tx:
        ids = [one.id for one in copies]
        texts = tx.entities.texts(ORBIT, "team", ids)
        among = tx.entities.texts_among(ORBIT, [("team", one) for one in ids] + [("skill", "90")])
        assert among == {("team", one): text for one, text in texts.items()}
        assert texts == {one.id: one.text for one in (*turned, *rest)}
        assert tx.entities.revision(ORBIT) == 2
        then = tx.entities.versions(ORBIT, "team", [one.id for one in copies], at=1)
        assert {own: one.body for own, one in then.items()} == {
            one.id: orjson.loads(one.text) for one in copies
        }


def test_what_is_deleted_leaves_its_name_and_stays_known(store: SqlRegionalStore) -> None:
    add(store, copy(0), copy(1))
    with store.writing() as tx:
        into = tx.entities.copy_in(ORBIT, by="sync", at=AT)
        into.delete("team", ["90"])
        into.add("team", [copy(7)._replace(key=copy(0).key)])
        into.book({"team": (0, value(copy(7).proof) - value(copy(0).proof))})
    with store.reading() as tx:
        [twin] = tx.entities.twins(ORBIT, "team", ["10"])
        assert twin.deleted
        version = tx.entities.version(ORBIT, "team", "90", at=1)
        assert version is not None
        assert version.body == orjson.loads(copy(0).text)
        assert tx.entities.version(ORBIT, "team", "97", at=1) is None


def test_a_tie_changes_nothing_but_whose_counterpart_it_is(store: SqlRegionalStore) -> None:
    [own] = put(store, team("Blue"), tenant=ORBIT)
    with store.writing() as tx:
        [before] = list(tx.entities.records(ORBIT, "team", after=0))
        into = tx.entities.copy_in(ORBIT, by="sync", at=AT)
        into.tie("team", [Tie(own, before.proof, "10", "u-10", None, None)])
        into.book({})
    with store.reading() as tx:
        [after] = list(tx.entities.records(ORBIT, "team", after=0))
        assert after == before
        assert tx.entities.revision(ORBIT) == 1
        assert [one.id for one in tx.entities.twins(ORBIT, "team", ["10"])] == [own]


def test_the_ledger_is_what_counting_would_give(store: SqlRegionalStore) -> None:
    add(store, copy(0), copy(1))
    put(store, team("Blue"), team("Red"), tenant=ORBIT)
    with store.writing() as tx:
        [blue] = [one.id for one in tx.entities.all(ORBIT, "team") if one.body["name"] == "Blue"]
        tx.entities.put(ORBIT, [Draft("team", {}, blue, deleted=True)], by="ana", at=AT)
    with store.reading() as tx:
        living = [one for one in tx.entities.records(ORBIT, "team", after=0) if not one.deleted]
        total = summed("0", added=sum(value(one.proof) for one in living))
        ledger = tx.entities.ledger(ORBIT)["team"]
        assert (ledger.living, ledger.total, ledger.revision) == (3, total, 3)
        assert tx.entities.ledger(ACME) == {}
        assert Ledger().living == 0


def test_a_copy_that_is_changed_and_changed_back_has_its_proof_again(
    store: SqlRegionalStore,
) -> None:
    add(store, copy(0))
    body = orjson.loads(copy(0).text)
    with store.reading() as tx:
        before = tx.entities.ledger(ORBIT)["team"].total
    put(store, Draft("team", {**body, "description": "other"}, "90"), tenant=ORBIT)
    with store.reading() as tx:
        assert tx.entities.ledger(ORBIT)["team"].total != before
    put(store, Draft("team", body, "90"), tenant=ORBIT)
    with store.reading() as tx:
        assert tx.entities.ledger(ORBIT)["team"].total == before


def test_what_an_entity_was_is_known_until_it_is_forgotten(store: SqlRegionalStore) -> None:
    [blue] = put(store, team("Blue"))
    put(store, Draft("team", {"name": "Navy"}, blue))
    put(store, Draft("team", {"name": "Ink"}, blue))
    with store.writing() as tx:
        names = [
            (found.body or {}).get("name")
            for at in (1, 2, 3)
            if (found := tx.entities.version(ACME, "team", blue, at=at))
        ]
        assert names == ["Blue", "Navy", "Ink"]
        assert tx.entities.version(ACME, "team", blue, at=0) is None
        assert tx.entities.forget_past(ACME, until=2) == 1
        assert tx.entities.version(ACME, "team", blue, at=1) is None
        assert tx.entities.version(ACME, "team", blue, at=2) is not None
