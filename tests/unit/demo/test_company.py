import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

import orjson
import pytest

from releve.demo.company import EMPLOYEES_MAX, EMPLOYEES_MIN
from releve.domain.entities import Draft
from releve.domain.errors import Invalid
from releve.domain.ids import Which
from releve.domain.kind import Body, Field, Group, KeyRef, Many, canonical, natural_key, places
from releve.domain.kinds import KINDS, checked
from tests.unit.demo.havrelune import MONTREAL, PARIS, at_first, moved_in


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    return list(moved_in().drafts())


@pytest.fixture(scope="module")
def tenant(drafts: list[Draft]) -> list[Draft]:
    """Everything in the tenant: what it had at first, and the company."""
    return [*at_first()[0], *drafts]


def test_the_same_arguments_give_the_same_company() -> None:
    one, other = list(moved_in().drafts()), list(moved_in().drafts())
    assert one == other


def test_a_company_tells_its_story_the_same_way_twice() -> None:
    company = moved_in()
    assert list(company.drafts()) == list(company.drafts())


def test_another_seed_makes_other_people_of_the_same_number() -> None:
    one, other = moved_in(seed=1), moved_in(seed=2)
    assert _usernames(one.drafts()) != _usernames(other.drafts())
    assert len(_usernames(one.drafts())) == len(_usernames(other.drafts())) == 60


def _usernames(drafts: Iterator[Draft]) -> set[str]:
    return {draft.body["userName"] for draft in drafts if draft.kind == "employee"}


def test_every_kind_that_is_copied_has_somebody_in_it(tenant: list[Draft]) -> None:
    copied = {name for name, kind in KINDS.items() if kind.copied}
    assert copied - {draft.kind for draft in tenant} == set()


def test_every_body_is_stored_as_a_check_would_leave_it(drafts: list[Draft]) -> None:
    changed = [
        draft
        for draft in drafts
        if canonical(checked(KINDS[draft.kind], draft.body)) != canonical(draft.body)
    ]
    assert changed == []


def test_the_crowd_of_thousands_is_stored_as_a_check_would_leave_it() -> None:
    crowd = [draft for draft in moved_in(2_000).drafts() if draft.kind == "employee"][::7]
    assert [draft for draft in crowd if checked(KINDS["employee"], draft.body) != draft.body] == []


def test_every_reference_leads_to_something_in_the_tenant(tenant: list[Draft]) -> None:
    known = {(draft.kind, Which.ID, draft.id) for draft in tenant} | {
        (draft.kind, Which.ALT, draft.alt_id) for draft in tenant
    }
    lost = [
        (draft.kind, place.path, place.value)
        for draft in tenant
        for place in places(KINDS[draft.kind], draft.body)
        if (place.kind, place.which, place.value) not in known
    ]
    assert lost == []


def test_every_reference_by_key_leads_to_something_in_the_tenant(tenant: list[Draft]) -> None:
    keys = {(draft.kind, natural_key(KINDS[draft.kind], draft.body)) for draft in tenant}
    named = [
        (kind, value.casefold())
        for draft in tenant
        for kind, value in _key_refs(KINDS[draft.kind].fields, draft.body)
    ]
    assert len(named) > 20
    assert [one for one in named if one not in keys] == []


def _key_refs(fields: tuple[Field, ...], body: Body) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = body.get(field.name)
        match field:
            case KeyRef() if value:
                yield field.kind, value
            case Group() if value:
                yield from _key_refs(field.fields, value)
            case Many(item=Group() as item):
                yield from chain.from_iterable(_key_refs(item.fields, one) for one in value or ())


def test_no_two_entities_of_a_kind_share_a_key_or_an_id(tenant: list[Draft]) -> None:
    counts: Counter[tuple[str, object]] = Counter()
    for draft in tenant:
        counts[draft.kind, natural_key(KINDS[draft.kind], draft.body)] += 1
        counts[draft.kind, ("id", draft.id)] += 1
        counts[draft.kind, ("alt", draft.alt_id)] += draft.alt_id is not None
    assert [key for key, count in counts.items() if count > 1] == []


def test_the_counts_of_issued_ids_cover_every_id(tenant: list[Draft]) -> None:
    company = moved_in()
    issued: dict[str, set[str]] = defaultdict(set)
    for kind, count in company.issued.items():
        space = KINDS[kind].id
        issued[kind] = {space.issue(MONTREAL, kind, 0, n) for n in range(count)}
    own = [draft for draft in tenant if draft.kind != "business_unit"]
    assert [draft for draft in own if draft.id not in issued[draft.kind]] == []


def test_the_company_in_another_tenant_has_no_id_in_common() -> None:
    here = {(d.kind, d.id) for d in moved_in().drafts()}
    there = {(d.kind, d.id) for d in moved_in(tenant=PARIS, slot=1).drafts()}
    assert here & there == set()


def test_numbers_and_addresses_are_from_the_ranges_kept_for_fiction(drafts: list[Draft]) -> None:
    everything = b"\n".join(orjson.dumps(d.body) for d in drafts if d.kind != "file").decode()
    phones = set(re.findall(r"\+\d{8,}", everything))
    assert len(phones) > 30
    fiction = re.compile(r"\+1(514|418)55501\d\d|\+3319900\d{4}")
    assert {phone for phone in phones if not fiction.fullmatch(phone)} == set()
    hosts = set(re.findall(r"[\w.-]+@([\w.-]+\w)", everything))
    assert {host for host in hosts if not host.endswith(".example")} == set()


def test_holidays_fall_on_their_days(drafts: list[Draft]) -> None:
    hours = {d.body["hoursOfOperationProfileName"]: d.body for d in drafts if d.kind == "hours"}
    quebec = {(day["name"], day["date"]) for day in hours["Bureaux Québec"]["holidays"]}
    france = {(day["name"], day["date"]) for day in hours["Bureaux France"]["holidays"]}
    assert quebec >= {
        ("Journée nationale des patriotes", "2026-05-18"),
        ("Vendredi saint", "2026-04-03"),
        ("Action de grâce", "2026-10-12"),
        ("Fête du Travail", "2027-09-06"),
    }
    assert france >= {("Ascension", "2026-05-14"), ("Lundi de Pentecôte", "2026-05-25")}


def test_agents_have_from_one_to_four_skills() -> None:
    skills: Counter[int] = Counter()
    for draft in moved_in(500).drafts():
        if draft.kind == "agent_skill":
            skills[draft.body["agentId"]] += 1
    assert set(skills.values()) == {1, 2, 3, 4}


def test_each_bcp_type_is_found_among_the_employees(drafts: list[Draft]) -> None:
    types = Counter(d.body["bcpType"] for d in drafts if d.kind == "employee")
    assert set(types) == {"none", "single", "multiple"}


def test_there_are_exactly_as_many_employees_as_were_asked_for() -> None:
    for size in (EMPLOYEES_MIN, 333):
        assert len(_usernames(moved_in(size).drafts())) == size


@pytest.mark.parametrize("size", [EMPLOYEES_MIN - 1, EMPLOYEES_MAX + 1])
def test_a_company_of_an_impossible_size_is_refused(size: int) -> None:
    with pytest.raises(Invalid, match="between 40 and 50000 employees"):
        moved_in(size)


def test_five_thousand_people_have_names_of_their_own() -> None:
    assert len(_usernames(moved_in(5_000).drafts())) == 5_000


def test_fifty_thousand_names_are_all_different() -> None:
    company = moved_in(EMPLOYEES_MAX)
    names = {company.crowd.username(n) for n in range(company.crowd.size)}
    assert len(names | set(company.people)) == EMPLOYEES_MAX
