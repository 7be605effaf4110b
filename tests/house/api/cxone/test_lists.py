"""Lists: the envelope, pages, filters and what was changed since."""

from typing import Any

from tests.helpers.cxone import Field


def names(answer: Any) -> list[str]:
    return [one["skillName"] for one in answer["skills"]]


def some_skills(acd: Field) -> None:
    for n in range(5):
        acd.skill(f"Claims {n}", 4 if n % 2 else 1)


def test_the_envelope_has_all_its_names_and_null_where_there_is_no_other_page(acd: Field) -> None:
    some_skills(acd)
    answer = acd.get("/skills")
    assert answer["_links"].keys() == {"self", "next", "previous"}
    assert (answer["_links"]["next"], answer["_links"]["previous"]) == (None, None)
    assert answer["totalRecords"] == len(answer["skills"]) == 5
    assert (
        answer["businessUnitId"] == acd.get("/business-unit")["businessUnits"][0]["businessUnitId"]
    )
    assert answer["lastPollTime"].endswith("Z")


def test_pages_hang_together_and_end(acd: Field) -> None:
    some_skills(acd)
    seen, at = [], "/skills?top=2&fields=skillName"
    while at:
        page = acd.done("GET", at.replace("http://releve.test", ""))
        assert page["totalRecords"] == 5
        seen += names(page)
        at = page["_links"]["next"]
    assert seen == [f"Claims {n}" for n in range(5)]
    assert page["_links"]["previous"].endswith("skip=2&top=2")


def test_beyond_the_end_there_is_an_empty_page_and_no_next(acd: Field) -> None:
    some_skills(acd)
    page = acd.get("/skills", skip=10_000)
    assert (page["skills"], page["totalRecords"], page["_links"]["next"]) == ([], 5, None)


def test_top_of_nothing_counts_and_tells_none(acd: Field) -> None:
    some_skills(acd)
    page = acd.get("/skills", top=0)
    assert (page["skills"], page["totalRecords"], page["_links"]["next"]) == ([], 5, None)


def test_fields_are_chosen_in_any_case_and_unknown_ones_are_passed_over(acd: Field) -> None:
    acd.skill("Claims")
    [row] = acd.get("/skills", fields="SKILLNAME, nothing,isActive")["skills"]
    assert row == {"skillName": "Claims", "isActive": True}


def test_a_list_is_sorted_by_the_fields_names(acd: Field) -> None:
    some_skills(acd)
    assert names(acd.get("/skills", orderBy="skillName desc"))[0] == "Claims 4"
    assert names(acd.get("/skills", orderby="SKILLNAME ASC"))[0] == "Claims 0"


def test_a_search_is_in_names_and_not_in_what_else_makes_the_key(acd: Field) -> None:
    some_skills(acd)
    acd.skill("100% sûr", 9)
    assert names(acd.get("/skills", searchString="4")) == ["Claims 4"]
    assert names(acd.get("/skills", searchString="% SÛ")) == ["100% sûr"]
    assert names(acd.get("/skills", searchString="_")) == []


def test_what_was_changed_since_the_last_answer_is_told_with_what_was_deleted(acd: Field) -> None:
    some_skills(acd)
    since = acd.get("/skills")["lastPollTime"]
    acd.story.hands.turn(minutes=1)
    assert names(acd.get("/skills", updatedSince=acd.get("/skills")["lastPollTime"])) == []
    skill = acd.get("/skills", searchString="2")["skills"][0]["skillId"]
    acd.done("PUT", f"/skills/{skill}", {"skill": {"notes": "new"}})
    gone = acd.get("/skills", searchString="3")["skills"][0]["skillId"]
    acd.story.done("DELETE", f"/entities/skill/{gone}", acd.token)
    later = acd.get("/skills", updatedSince="2026-11-22T09:00:30.000Z", fields="skillName,isActive")
    assert later["skills"] == [
        {"skillName": "Claims 2", "isActive": True},
        {"skillName": "Claims 3", "isActive": False},
    ]
    assert len(acd.get("/skills", updateSince=since)["skills"]) == 5
    assert len(acd.get("/skills")["skills"]) == 4
