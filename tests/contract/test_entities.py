"""Entities: keys, ids, tombstones, and whole batches that are written or refused together."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from releve.domain.entities import Draft
from releve.domain.errors import Conflict, Invalid, NotFound
from releve.domain.ids import STRIDE, Which
from releve.domain.kind import digest
from releve.stores.regional import SqlRegionalStore
from releve.stores.sql.bulk import CHUNK
from tests.contract.conftest import SLOT
from tests.helpers.regional import ACME, AT, ORBIT, found, gone, put, team, teams


def test_what_was_put_is_read_as_it_was(store: SqlRegionalStore) -> None:
    body = {"name": " Équipe Été ", "requestContact": True, "voiceThreshold": 5}
    with store.writing() as tx:
        [(own, alt)] = tx.entities.put(ACME, [Draft("team", body)], by="ana", at=AT)
    with store.reading() as tx:
        read = tx.entities.get(ACME, "team", own)
    assert read is not None
    assert (read.body, read.digest, read.key) == (body, digest(body), "équipe été")
    assert (read.id, read.alt_id, read.tenant, read.kind) == (own, alt, ACME, "team")
    assert (read.revision, read.deleted, read.changed_at, read.changed_by) == (1, False, AT, "ana")


def test_ids_are_issued_in_the_order_of_the_drafts_and_of_the_region(
    store: SqlRegionalStore,
) -> None:
    blue, red = put(store, team("Blue"), team("Red"))
    (green,) = put(store, team("Green"))
    assert (int(red) - int(blue), int(green) - int(red)) == (STRIDE, STRIDE)
    assert int(blue) % STRIDE == SLOT
    assert [found(store, one).body["name"] for one in (blue, red, green)] == [
        "Blue",
        "Red",
        "Green",
    ]
    with store.reading() as tx:
        assert tx.entities.issued(ACME) == {"team": 3}


def test_all_drafts_of_a_put_have_one_new_revision(store: SqlRegionalStore) -> None:
    ids = put(store, team("Blue"), team("Red"))
    assert {found(store, one).revision for one in ids} == {1}
    put(store, team("Green"))
    with store.reading() as tx:
        assert (tx.entities.revision(ACME), tx.entities.revision(ORBIT)) == (2, 0)


def test_a_put_of_nothing_makes_no_revision(store: SqlRegionalStore) -> None:
    assert put(store) == []
    with store.reading() as tx:
        assert tx.entities.revision(ACME) == 0


def test_a_key_that_is_taken_is_refused_by_name_and_changes_nothing(
    store: SqlRegionalStore,
) -> None:
    put(store, team("Blue"))
    with store.writing() as tx:
        with pytest.raises(Conflict) as refused:
            tx.entities.put(ACME, [team("Red"), team("  BLUE ")], by="eve", at=AT)
        # The transaction can go on.
        tx.entities.put(ACME, [team("Green")], by="ana", at=AT)
    assert refused.value.facts == {"kind": "team", "key": "blue"}
    assert "BLUE" in str(refused.value.message)
    assert teams(store) == ["Blue", "Green"]


def test_two_drafts_of_one_put_cannot_share_a_key(store: SqlRegionalStore) -> None:
    with pytest.raises(Conflict):
        put(store, team("Blue"), team("blue"))
    assert teams(store) == []


def test_another_tenant_may_use_the_same_key(store: SqlRegionalStore) -> None:
    (ours,) = put(store, team("Blue"))
    (theirs,) = put(store, team("Blue"), tenant=ORBIT)
    with store.reading() as tx:
        assert tx.entities.get(ORBIT, "team", theirs) is not None
        assert tx.entities.get(ORBIT, "team", ours) is None


def test_entities_may_swap_their_keys_in_one_put(store: SqlRegionalStore) -> None:
    blue, red = put(store, team("Blue"), team("Red"))
    put(store, team("Red", blue), team("Blue", red))
    assert (found(store, blue).key, found(store, red).key) == ("red", "blue")
    assert teams(store) == ["Blue", "Red"]


def test_a_key_can_pass_from_a_deleted_entity_to_a_new_one_in_one_put(
    store: SqlRegionalStore,
) -> None:
    (old,) = put(store, team("Blue"))
    _, new = put(store, gone(old), team("Blue"))
    assert found(store, old).deleted
    assert new != old
    assert teams(store) == ["Blue"]


def test_a_tombstone_keeps_the_last_body_and_is_seen_only_where_it_is_said(
    store: SqlRegionalStore,
) -> None:
    (blue,) = put(store, team("Blue", description="of the sea"))
    alive = found(store, blue)
    put(store, gone(blue))
    dead = found(store, blue)
    assert (dead.deleted, dead.body, dead.digest) == (True, alive.body, alive.digest)
    assert dead.revision == 2
    with store.reading() as tx:
        assert tx.entities.get(ACME, "team", blue) is None
        assert tx.entities.by_key(ACME, "team", "blue") is None
        assert tx.entities.by_alt(ACME, "team", alive.alt_id or "") is None
        assert (tx.entities.counts(ACME), tx.entities.idents(ACME, "team")) == ({}, {})
        assert tx.entities.page(ACME, "team").total == 0
        assert [one.id for one in tx.entities.changed(ACME, after=1, kinds=["team"])] == [blue]


def test_what_is_made_again_after_its_deletion_has_new_ids(store: SqlRegionalStore) -> None:
    (old,) = put(store, team("Blue"))
    put(store, gone(old))
    (new,) = put(store, team("Blue"))
    assert new != old
    assert found(store, new).alt_id != found(store, old).alt_id


def test_a_tombstone_can_be_brought_back_unless_its_key_is_taken(store: SqlRegionalStore) -> None:
    (old,) = put(store, team("Blue"))
    put(store, gone(old))
    put(store, team("Blue", old))
    assert not found(store, old).deleted
    put(store, gone(old))
    put(store, team("Blue"))
    with pytest.raises(Conflict):
        put(store, team("Blue", old))


def test_there_is_no_tombstone_of_nothing(store: SqlRegionalStore) -> None:
    with pytest.raises(NotFound):
        put(store, gone("10000003"))


def test_a_late_writer_is_refused_and_changes_nothing(store: SqlRegionalStore) -> None:
    (blue,) = put(store, team("Blue"))
    put(store, team("Navy", blue, expect=1))
    with pytest.raises(Conflict) as late:
        put(store, team("Azure", blue, expect=1), team("Green"))
    assert (late.value.facts["expected"], late.value.facts["revision"]) == (1, 2)
    with pytest.raises(Conflict):
        put(store, gone(blue, expect=1))
    assert teams(store) == ["Navy"]


def test_an_entity_expected_to_be_absent_must_be(store: SqlRegionalStore) -> None:
    put(store, team("Blue", "10000003", alt_id="a-blue", expect=0))
    with pytest.raises(Conflict):
        put(store, team("Navy", "10000003", expect=0))


def test_an_update_keeps_both_ids(store: SqlRegionalStore) -> None:
    (blue,) = put(store, team("Blue"))
    alt = found(store, blue).alt_id
    with store.writing() as tx:
        assert tx.entities.put(ACME, [team("Navy", blue)], by="ana", at=AT) == [(blue, alt)]
    assert found(store, blue).alt_id == alt


def test_ids_that_were_claimed_are_not_issued_again(store: SqlRegionalStore) -> None:
    (first,) = put(store, team("Blue"))
    with store.writing() as tx:
        tx.entities.claim(ACME, {"team": 10})
    (next_one,) = put(store, team("Red"))
    assert int(next_one) - int(first) == 10 * STRIDE


def test_a_claim_never_lowers_what_was_issued(store: SqlRegionalStore) -> None:
    put(store, team("Blue"), team("Red"))
    with store.writing() as tx:
        tx.entities.claim(ACME, {"team": 1, "agent_skill": 4})
    with store.reading() as tx:
        assert tx.entities.issued(ACME) == {"team": 2, "agent_skill": 4}


def test_an_entity_is_found_by_either_id_and_by_key(store: SqlRegionalStore) -> None:
    (blue,) = put(store, team("Blue"))
    alt = found(store, blue).alt_id or ""
    with store.reading() as tx:
        assert tx.entities.by_alt(ACME, "team", alt) == tx.entities.get(ACME, "team", blue)
        assert tx.entities.by_key(ACME, "team", "blue") == tx.entities.get(ACME, "team", blue)
        assert tx.entities.idents(ACME, "team") == {"blue": (blue, alt)}


def test_many_answers_by_the_id_asked_for_tombstones_too(store: SqlRegionalStore) -> None:
    blue, red, green = put(store, team("Blue"), team("Red"), team("Green"))
    put(store, gone(red))
    with store.reading() as tx:
        by_id = tx.entities.many(ACME, "team", [blue, red, "99"])
        by_alt = tx.entities.many(
            ACME, "team", [one.alt_id or "" for one in by_id.values()], Which.ALT
        )
        assert tx.entities.many(ACME, "team", []) == {}
    assert set(by_id) == {blue, red}
    assert green not in by_id
    assert {one.id for one in by_alt.values()} == {blue, red}
    assert all(one.alt_id == alt for alt, one in by_alt.items())


def test_changed_yields_what_is_newer_kind_by_kind_in_the_order_of_revisions(
    store: SqlRegionalStore,
) -> None:
    blue, red = put(store, team("Blue"), team("Red"))
    link = Draft("agent_skill", {"agentId": 1, "skillId": 2})
    (skill,) = put(store, link)
    put(store, team("Navy", blue))
    put(store, gone(red))
    with store.reading() as tx:
        both = [*tx.entities.changed(ACME, after=1, kinds=["team", "agent_skill"])]
        teams_only = [*tx.entities.changed(ACME, after=1, kinds=["team"])]
        assert [*tx.entities.changed(ACME, after=4, kinds=["team"])] == []
        assert [*tx.entities.changed(ORBIT, after=0, kinds=["team"])] == []
        assert (tx.entities.changes(ACME, after=1), tx.entities.changes(ACME, after=4)) == (3, 0)
    assert [(one.id, one.revision) for one in both] == [(skill, 2), (blue, 3), (red, 4)]
    assert [one.id for one in teams_only] == [blue, red]


def test_counts_are_of_the_living_by_kind(store: SqlRegionalStore) -> None:
    blue, _ = put(store, team("Blue"), team("Red"))
    put(store, Draft("agent_skill", {"agentId": 1, "skillId": 2}), gone(blue))
    with store.reading() as tx:
        assert tx.entities.counts(ACME) == {"team": 1, "agent_skill": 1}


@pytest.mark.parametrize("many", [CHUNK - 1, CHUNK, 2 * CHUNK + 1])
def test_a_large_batch_is_written_as_a_small_one_is(store: SqlRegionalStore, many: int) -> None:
    odd = 'tab\there "quote" \\N back\\slash\nline é'
    ids = put(store, *(team(f"T{n:05}", description=odd) for n in range(many)))
    assert len(set(ids)) == many
    # Every name moves on by one place, so that each key is taken from another.
    ring = [team(f"T{(n + 1) % many:05}", one, description=odd) for n, one in enumerate(ids)]
    put(store, *ring)
    with store.reading() as tx:
        for n, one in enumerate(tx.entities.all(ACME, "team")):
            assert one.body == {"name": f"T{n:05}", "description": odd}
            assert (one.id, one.revision) == (ids[(n - 1) % many], 2)
            assert one.digest == digest(one.body)
    put(store, *map(gone, ids))
    assert teams(store) == []


def test_a_large_batch_with_a_taken_key_changes_nothing(store: SqlRegionalStore) -> None:
    put(store, team("T00500"))
    with pytest.raises(Conflict) as refused:
        put(store, *(team(f"T{n:05}") for n in range(CHUNK + 5)))
    assert refused.value.facts["key"] == "t00500"
    assert teams(store) == ["T00500"]


def test_numbers_of_an_owner_that_is_no_tenant_are_given_once(store: SqlRegionalStore) -> None:
    """As a region numbers its business units: the lock, then what was issued, then the claim."""
    owner, start = "region:ca1", threading.Barrier(2)

    def take(_: int) -> int:
        start.wait()
        with store.writing() as tx:
            tx.entities.lock(owner)
            number = tx.entities.issued(owner).get("business_unit", 0)
            tx.entities.claim(owner, {"business_unit": number + 1})
        return number

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(take, range(10))) == [*range(10)]


class TestPages:
    @pytest.fixture(autouse=True)
    def _teams(self, store: SqlRegionalStore) -> None:
        put(
            store,
            team("Blue", voiceThreshold=10, isDefault=True, status="ACTIVE"),
            team("blanc", voiceThreshold=9, isDefault=False, status="INACTIVE"),
            team("Été 100%", voiceThreshold=100, status="active_x"),
            team("Zulu", description="alpha"),
            team("under_score", description="Beta"),
        )

    def names(self, store: SqlRegionalStore, **asked: object) -> list[str]:
        with store.reading() as tx:
            page = tx.entities.page(ACME, "team", **asked)  # type: ignore[arg-type]
            assert page.total >= len(page.rows)
            return [one.body["name"] for one in page.rows]

    def test_the_default_order_is_the_key(self, store: SqlRegionalStore) -> None:
        assert self.names(store) == ["blanc", "Blue", "under_score", "Zulu", "Été 100%"]
        assert self.names(store, descending=True)[0] == "Été 100%"

    def test_skip_and_top_leave_the_total_as_it_is(self, store: SqlRegionalStore) -> None:
        with store.reading() as tx:
            page = tx.entities.page(ACME, "team", skip=1, top=2)
            beyond = tx.entities.page(ACME, "team", skip=9)
        assert ([one.key for one in page.rows], page.total) == (["blue", "under_score"], 5)
        assert (beyond.rows, beyond.total) == ([], 5)

    @pytest.mark.parametrize(
        ("search", "names"),
        [
            ("BL", ["blanc", "Blue"]),
            ("éTÉ", ["Été 100%"]),
            ("%", ["Été 100%"]),
            ("_", ["under_score"]),
            ("nobody", []),
            ("  ", ["blanc", "Blue", "under_score", "Zulu", "Été 100%"]),
        ],
    )
    def test_search_is_a_part_of_the_key_taken_literally(
        self, store: SqlRegionalStore, search: str, names: list[str]
    ) -> None:
        assert self.names(store, search=search) == names

    @pytest.mark.parametrize(
        ("where", "names"),
        [
            ({"isDefault": True}, ["Blue"]),
            ({"isDefault": False}, ["blanc"]),
            ({"voiceThreshold": 10}, ["Blue"]),
            ({"voiceThreshold": "10"}, []),
            ({"isDefault": 1}, []),
            ({"status": "ACTIVE"}, ["Blue"]),
            ({"status": "ACTIVE", "isDefault": False}, []),
            ({"description": "nothing"}, []),
        ],
    )
    def test_where_compares_value_and_type(
        self, store: SqlRegionalStore, where: dict[str, str | int | bool], names: list[str]
    ) -> None:
        assert self.names(store, where=where) == names

    def test_numbers_are_sorted_by_value_and_the_absent_come_last(
        self, store: SqlRegionalStore
    ) -> None:
        up = self.names(store, order="voiceThreshold")
        down = self.names(store, order="voiceThreshold", descending=True)
        assert up == ["blanc", "Blue", "Été 100%", "under_score", "Zulu"]
        assert down == ["Été 100%", "Blue", "blanc", "under_score", "Zulu"]

    def test_texts_are_sorted_without_regard_to_case(self, store: SqlRegionalStore) -> None:
        assert self.names(store, order="description")[:2] == ["Zulu", "under_score"]

    def test_columns_of_the_store_can_be_sorted_by(self, store: SqlRegionalStore) -> None:
        put(store, team("Later"))
        assert self.names(store, order="revision", descending=True, top=1) == ["Later"]

    @pytest.mark.parametrize("asked", [{"order": "x"}, {"where": {"a' OR '1'='1": 1}}])
    def test_a_field_that_the_kind_has_not_is_refused(
        self, store: SqlRegionalStore, asked: dict[str, object]
    ) -> None:
        with pytest.raises(Invalid):
            self.names(store, **asked)


class TestMentioning:
    """A text is found in the bodies of a kind, wherever it stands in them."""

    @pytest.fixture(autouse=True)
    def _teams(self, store: SqlRegionalStore) -> None:
        put(
            store,
            team("Blue", description='Says "41870264" and 100%'),
            team("blanc", description="the ABC of Été", parts=[{"id": 41870264}]),
            team("Zulu", description="C:\\Common\\abc"),
        )

    @pytest.mark.parametrize(
        ("texts", "names"),
        [
            (["41870264"], ["blanc", "Blue"]),
            (["418702640"], []),
            (["abc"], ["blanc", "Zulu"]),
            (["aBc O"], ["blanc"]),
            (["Été"], ["blanc"]),
            (["été"], []),
            (["100%"], ["Blue"]),
            (["1%0"], []),
            (["common\\abc"], ["Zulu"]),
            (['"41870264"'], ["Blue"]),
            (["says", "zulu"], ["Blue", "Zulu"]),
            ([""], []),
            ([], []),
        ],
    )
    def test_a_text_is_found_taken_literally_whatever_the_case_of_ascii_letters(
        self, store: SqlRegionalStore, texts: list[str], names: list[str]
    ) -> None:
        with store.reading() as tx:
            page = tx.entities.mentioning(ACME, "team", texts)
        assert ([one.body["name"] for one in page.rows], page.total) == (names, len(names))

    def test_pages_have_the_total_and_tombstones_and_other_tenants_are_left_out(
        self, store: SqlRegionalStore
    ) -> None:
        put(store, team("Rival", description="41870264"), tenant=ORBIT)
        with store.reading() as tx:
            own = tx.entities.by_key(ACME, "team", "blue")
            page = tx.entities.mentioning(ACME, "team", ["41870264"], skip=1, top=1)
        assert ([one.key for one in page.rows], page.total) == (["blue"], 2)
        assert own is not None
        put(store, Draft("team", {}, own.id, deleted=True))
        with store.reading() as tx:
            assert tx.entities.mentioning(ACME, "team", ["41870264"]).total == 1
