"""Lists as programs ask for them: every store filters, sorts and pages them alike."""

from typing import Any

import pytest

from releve.domain.entities import Among, Between, Draft, Holds, Like, Meant, Not, Sought, Wanted
from releve.domain.errors import Invalid
from releve.domain.kinds import KINDS, checked
from releve.stores.regional import SqlRegionalStore
from tests.helpers.regional import ACME, AT, ORBIT, gone, put, team

LATER = "2027-01-01T00:00:00.000Z"


def made(
    store: SqlRegionalStore, kind: str, *bodies: dict[str, object], tenant: str = ACME
) -> list[str]:
    """Entities as they are checked and stored; their ids."""
    drafts = [Draft(kind, checked(KINDS[kind], body)) for body in bodies]
    with store.writing() as tx:
        return [own for own, _ in tx.entities.put(tenant, drafts, by="ana", at=AT)]


def names(store: SqlRegionalStore, kind: str, sought: Sought, name: str) -> list[Any]:
    with store.reading() as tx:
        page = tx.entities.sought(ACME, kind, sought)
    assert page.total >= len(page.rows)
    return [one.body[name] for one in page.rows]


class TestTeams:
    @pytest.fixture(autouse=True)
    def _teams(self, store: SqlRegionalStore) -> None:
        codes = [{"outStateId": 7}, {"outStateId": 8}]
        self.ids = put(
            store,
            team(
                "Blue", voiceThreshold=10, isDefault=True, status="ACTIVE", description="Émeraude A"
            ),
            team("Red", voiceThreshold=9, isDefault=False, unavailableCodes=codes),
            team("Été 100%", status="INACTIVE", description="2026-02-01"),
        )
        made(store, "team", {"name": "Theirs"}, tenant=ORBIT)

    def found(self, store: SqlRegionalStore, **where: Wanted) -> list[str]:
        return names(store, "team", Sought(where=where), "name")

    @pytest.mark.parametrize(
        ("where", "wanted"),
        [
            ({"isDefault": True}, ["Blue"]),
            ({"isDefault": False}, ["Red", "Été 100%"]),
            ({"status": Not("INACTIVE")}, ["Blue", "Red"]),
            ({"status": Not(Among(("ACTIVE", "INACTIVE")))}, ["Red"]),
            ({"voiceThreshold": Among(("9", "100"))}, ["Red"]),
            ({"unavailableCodes": Holds(8, "outStateId")}, ["Red"]),
            ({"unavailableCodes": Holds(9, "outStateId")}, []),
            ({"unavailableCodes": Not(Holds(8, "outStateId"))}, ["Blue", "Été 100%"]),
            ({"description": Like("émERAUDE")}, []),
            ({"description": Like("MERAude a")}, ["Blue"]),
            ({"description": Like("%")}, []),
            ({"description": Between("2026-01-01", "2026-03-01")}, ["Été 100%"]),
            ({"voiceThreshold": 10, "status": "ACTIVE"}, ["Blue"]),
        ],
    )
    def test_fields_are_compared_as_they_are_wanted(
        self, store: SqlRegionalStore, where: dict[str, Wanted], wanted: list[str]
    ) -> None:
        assert self.found(store, **where) == wanted

    def test_rows_are_chosen_and_left_out_by_their_ids(self, store: SqlRegionalStore) -> None:
        blue, red, _ = self.ids
        assert names(store, "team", Sought(ids=(red, "5")), "name") == ["Red"]
        assert names(store, "team", Sought(without=(blue, red)), "name") == ["Été 100%"]
        with store.reading() as tx:
            alt = tx.entities.many(ACME, "team", [blue])[blue].alt_id or ""
        assert names(store, "team", Sought(alt_ids=(alt,)), "name") == ["Blue"]
        assert names(store, "team", Sought(ids=()), "name") == []

    def test_a_part_of_a_body_can_be_left_unread(self, store: SqlRegionalStore) -> None:
        with store.reading() as tx:
            [row] = tx.entities.sought(
                ACME, "team", Sought(search="blue", unread="description")
            ).rows
        assert row.body == {
            "name": "Blue",
            "voiceThreshold": 10,
            "isDefault": True,
            "status": "ACTIVE",
        }

    def test_tombstones_are_seen_where_they_are_asked_for(self, store: SqlRegionalStore) -> None:
        put(store, gone(self.ids[0]))
        assert "Blue" not in names(store, "team", Sought(), "name")
        assert names(store, "team", Sought(deleted=True), "name") == ["Blue"]
        assert len(names(store, "team", Sought(deleted=None), "name")) == 3

    def test_what_was_changed_since_a_moment_is_told(self, store: SqlRegionalStore) -> None:
        assert len(names(store, "team", Sought(since=AT), "name")) == 3
        assert names(store, "team", Sought(since=LATER), "name") == []

    def test_it_is_counted_how_many_hold_what(self, store: SqlRegionalStore) -> None:
        with store.reading() as tx:
            assert tx.entities.tally(ACME, "team", "status") == {"ACTIVE": 1, "INACTIVE": 1}
            assert tx.entities.tally(ACME, "team", "voiceThreshold") == {"10": 1, "9": 1}
            with pytest.raises(Invalid):
                tx.entities.tally(ACME, "team", "x")

    def test_a_field_that_the_kind_has_not_is_refused(self, store: SqlRegionalStore) -> None:
        for sought in (Sought(where={"x": 1}), Sought(order="x"), Sought(where={"x": Not(1)})):
            with pytest.raises(Invalid):
                names(store, "team", sought, "name")


class TestSkills:
    """A skill's key has two fields, and an assignment refers to it."""

    @pytest.fixture(autouse=True)
    def _skills(self, store: SqlRegionalStore) -> None:
        self.skills = made(
            store,
            "skill",
            {"skillName": "Claims 4_", "mediaTypeId": 4},
            {"skillName": "Letters", "mediaTypeId": 1, "isActive": False},
        )
        bodies: list[dict[str, object]] = [
            {"agentId": agent, "skillId": int(one)} for agent in (11, 110) for one in self.skills
        ]
        made(store, "agent_skill", *bodies)

    @pytest.mark.parametrize(
        ("search", "wanted"),
        [("4", ["Claims 4_"]), ("1", []), ("_", ["Claims 4_"]), ("LET", ["Letters"]), ("%", [])],
    )
    def test_a_search_is_in_the_first_field_of_the_key(
        self, store: SqlRegionalStore, search: str, wanted: list[str]
    ) -> None:
        assert names(store, "skill", Sought(search=search), "skillName") == wanted

    def test_a_search_can_be_in_several_fields(self, store: SqlRegionalStore) -> None:
        sought = Sought(search="4_ 4", search_in=("skillName", "mediaTypeId"))
        assert names(store, "skill", sought, "skillName") == ["Claims 4_"]
        assert (
            names(store, "skill", Sought(search="9", search_in=("skillName",)), "skillName") == []
        )

    def test_what_begins_with_the_same_key_is_found_and_nothing_else(
        self, store: SqlRegionalStore
    ) -> None:
        assert names(store, "agent_skill", Sought(under="11"), "agentId") == [11, 11]

    @pytest.mark.parametrize(
        ("meant", "many"),
        [
            (Meant({"mediaTypeId": 4}), 2),
            (Meant({"mediaTypeId": 4, "isActive": False}), 0),
            (Meant({"isActive": True}), 2),
            (Meant({}, "letters"), 2),
            (Meant({"mediaTypeId": 9}), 0),
        ],
    )
    def test_a_reference_is_judged_by_what_it_leads_to(
        self, store: SqlRegionalStore, meant: Meant, many: int
    ) -> None:
        with store.reading() as tx:
            page = tx.entities.sought(ACME, "agent_skill", Sought(where={"skillId": meant}, top=1))
        assert (page.total, len(page.rows)) == (many, min(many, 1))
