"""What a sync does to the BCP tenant: create, update, adopt, rename, leave alone."""

from releve.domain.runs import RunState, Verb
from tests.helpers.twins import ALL_DELETIONS, Twins, key_of, person, small_office


def test_a_first_sync_makes_an_equivalent_tenant_in_which_every_id_differs(twins: Twins) -> None:
    office = small_office(twins)
    run = twins.sync()
    assert run.state is RunState.DONE
    assert run.total(Verb.CREATE) == 7
    assert twins.differences() == []
    assert twins.violations() == []
    assert twins.twin("skill", office.skill).id != office.skill


def test_circles_of_references_are_closed_in_one_run(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    team, lead = twins.twin("team", office.team), twins.twin("employee", office.lead)
    assert team.body["leadUserId"] == lead.alt_id
    assert lead.body["teamId"] == team.alt_id
    skill, entry = twins.twin("skill", office.skill), twins.twin("script", office.script)
    assert skill.body["scriptId"] == int(entry.id)
    assert f"skill={skill.id}" in entry.body["content"]


def test_a_key_made_of_references_is_that_of_the_counterparts(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    agent, skill = twins.twin("employee", office.agent), twins.twin("skill", office.skill)
    assert twins.twin("agent_skill", office.assignment).key == f"{agent.id}\x1f{skill.id}"


def test_a_second_sync_of_nothing_new_writes_nothing(twins: Twins) -> None:
    small_office(twins)
    twins.sync()
    before = twins.everything(), twins.revisions()
    run = twins.sync()
    assert run.counts == {}
    assert (twins.everything(), twins.revisions()) == before


def test_a_change_costs_one_step(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    twins.edit("skill", office.skill, notes="new")
    assert twins.sync().counts == {"skill": {"update": 1}}
    assert twins.differences() == []


def test_a_rename_keeps_identity(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    before = twins.twin("skill", office.skill)
    twins.edit("skill", office.skill, skillName="Home Claims")
    assert twins.sync().counts == {"skill": {"update": 1}}
    after = twins.twin("skill", office.skill)
    assert (after.id, after.body["skillName"]) == (before.id, "Home Claims")


def test_two_that_exchange_their_names_keep_their_ids(twins: Twins) -> None:
    day = twins.put("hours", {"hoursOfOperationProfileName": "Day"})
    night = twins.put("hours", {"hoursOfOperationProfileName": "Night"})
    twins.sync()
    ids = twins.twin("hours", day).id, twins.twin("hours", night).id
    twins.edit("hours", day, hoursOfOperationProfileName="x")
    twins.edit("hours", night, hoursOfOperationProfileName="Day")
    twins.edit("hours", day, hoursOfOperationProfileName="Night")
    twins.sync()
    assert (twins.twin("hours", day).id, twins.twin("hours", night).id) == ids
    assert twins.differences() == []


def test_one_that_was_deleted_and_made_anew_under_its_name_gets_a_new_counterpart(
    twins: Twins,
) -> None:
    old = twins.put("hours", {"hoursOfOperationProfileName": "Day"})
    twins.sync()
    twins.delete("hours", old)
    new = twins.put("hours", {"hoursOfOperationProfileName": "Day", "notes": "made anew"})
    assert twins.sync(approved=ALL_DELETIONS).held == 0
    assert twins.twin("hours", old).deleted
    assert twins.twin("hours", new).id != twins.twin("hours", old).id
    assert twins.differences() == []


def test_what_the_bcp_tenant_has_under_the_key_is_adopted_and_keeps_its_id(twins: Twins) -> None:
    there = twins.put_over_there("skill", {"skillName": "home policy ", "mediaTypeId": 4})
    primary = twins.put("skill", {"skillName": "Home Policy", "mediaTypeId": 4})
    assert twins.sync().counts == {"skill": {"adopt": 1}}
    assert twins.twin("skill", primary).id == there
    assert twins.differences() == []


def test_adopting_an_identical_one_writes_no_entity(twins: Twins) -> None:
    twins.put_over_there("hours", {"hoursOfOperationProfileName": "Day"})
    day = twins.put("hours", {"hoursOfOperationProfileName": "Day"})
    before = twins.revisions()
    plan = twins.plan()
    assert plan.changes_nothing
    assert plan.total(Verb.ADOPT) == 1
    assert twins.sync().counts == {"hours": {"adopt": 1}}
    assert twins.revisions() == before
    assert twins.find_twin("hours", day) is not None


def test_an_employee_that_was_added_by_hand_over_there_is_not_doubled(twins: Twins) -> None:
    office = small_office(twins)
    role = twins.put_over_there("role", {"roleName": "Support"})
    twins.put_over_there("team", {"name": "Support"})
    alt = twins.over_there("team", "Support").alt_id or ""
    made = twins.put_over_there("employee", person("EVA.dion@larkmont.example", alt, role))
    twins.sync()
    assert twins.twin("employee", office.agent).id == made
    assert twins.twin("employee", office.agent).body["firstName"] == "eva"


def test_what_is_built_in_is_matched_and_never_made(twins: Twins) -> None:
    team = twins.put("team", {"name": "System Default", "voiceThreshold": 2})
    run = twins.sync()
    assert run.held == 1
    assert "built in" in twins.why_held("team", team)
    there = twins.put_over_there("team", {"name": "System Default"})
    assert twins.sync().counts == {"team": {"adopt": 1}}
    assert twins.twin("team", team).id == there
    assert twins.twin("team", team).body["voiceThreshold"] == 2
    assert twins.held() == []


def test_two_candidates_for_one_key_is_a_finding_and_never_a_guess(twins: Twins) -> None:
    day = twins.put("hours", {"hoursOfOperationProfileName": "Day"})
    twins.sync()
    other = twins.put_over_there("hours", {"hoursOfOperationProfileName": "Bureau"})
    twins.edit("hours", day, hoursOfOperationProfileName="Bureau")
    assert twins.sync().counts == {"hours": {"hold": 1}}
    assert "another “Bureau”" in twins.why_held("hours", day)
    assert twins.twin("hours", day).body["hoursOfOperationProfileName"] == "Day"
    twins.delete_over_there("hours", other)
    assert twins.sync().counts == {"hours": {"update": 1}}
    assert twins.held() == []


def test_what_each_tenant_keeps_for_itself_stays_as_it_is(twins: Twins) -> None:
    unit = {"scope": "tenant", "businessUnitName": "Larkmont BCP", "userLimit": 10}
    twins.put_over_there("business_unit", unit)
    twins.put(
        "business_unit",
        {"scope": "tenant", "businessUnitName": "Larkmont", "defaultTimeZone": "America/Montreal"},
    )
    twins.sync()
    body = twins.over_there("business_unit", "Larkmont BCP").body
    assert (body["businessUnitName"], body["userLimit"]) == ("Larkmont BCP", 10)
    assert body["defaultTimeZone"] == "America/Montreal"
    assert twins.differences() == []
    assert twins.sync().counts == {}


def test_secrets_do_not_travel_and_those_of_the_bcp_tenant_stay(twins: Twins) -> None:
    office = small_office(twins)
    twins.edit("employee", office.agent, mfaSecret="ABCDEFGHIJKLMNOP")
    twins.sync()
    twin = twins.twin("employee", office.agent)
    assert "mfaSecret" not in twin.body
    twins.put_over_there("employee", {**twin.body, "mfaSecret": "QRSTUVWXYZ234567"}, twin.id)
    twins.edit("employee", office.agent, notes="moved")
    twins.sync()
    body = twins.twin("employee", office.agent).body
    assert (body["mfaSecret"], body["notes"]) == ("QRSTUVWXYZ234567", "moved")


def test_a_secret_key_of_a_program_never_travels(twins: Twins) -> None:
    office = small_office(twins)
    twins.put(
        "access_key",
        {
            "userId": twins.alt("employee", office.agent),
            "agentId": office.agent,
            "createdAt": "2026-01-15T07:00:00Z",
            "secretHash": "argon",
        },
    )
    twins.sync()
    with twins.here.reading() as tx:
        assert "access_key" not in tx.entities.counts(twins.bcp)


def test_what_was_changed_or_deleted_over_there_is_put_right_by_the_next_run(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    skill, agent = twins.twin("skill", office.skill), twins.twin("agent_skill", office.assignment)
    twins.put_over_there("skill", {**skill.body, "notes": "drifted"}, skill.id)
    twins.delete_over_there("agent_skill", agent.id)
    assert twins.sync().counts == {"skill": {"update": 1}, "agent_skill": {"create": 1}}
    assert twins.twin("agent_skill", office.assignment).id == agent.id
    assert twins.differences() == []


def test_what_was_made_over_there_and_has_no_like_in_the_primary_is_left_alone(
    twins: Twins,
) -> None:
    small_office(twins)
    twins.put_over_there("hours", {"hoursOfOperationProfileName": "Local"})
    twins.sync()
    assert twins.find_over_there("hours", "Local") is not None
    assert [str(found.what) for found in twins.differences()] == ["It is in the BCP tenant only."]


def test_keys_compare_as_the_store_compares_them(twins: Twins) -> None:
    office = small_office(twins)
    twins.sync()
    twin = twins.twin("skill", office.skill)
    assert twin.key == key_of("skill", twin.body)
