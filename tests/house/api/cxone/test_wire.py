"""The rules of the wire: what clients of the field write in many ways, and read in one."""

import pytest

from tests.helpers.cxone import Field


@pytest.mark.parametrize(
    "path",
    [
        "/inContactAPI/services/v28.0/agents",
        "/InContactAPI/services/V28.0/agents",
        "/incontactApi//services/v28.0/agents",
        "/incontactapi/Services/v4.0/agents/",
        "/inContactapi/services/v34/agents",
    ],
)
def test_every_spelling_of_the_base_path_is_the_same_door(acd: Field, path: str) -> None:
    assert acd.done("GET", path)["totalRecords"] == 1


@pytest.mark.parametrize("version", ["v0.0", "v35.0", "v28.1", "vx", "v-1", "v28.0.0"])
def test_a_version_that_there_is_not_is_said_to_be_none(acd: Field, version: str) -> None:
    answer = acd.ask("GET", f"/inContactAPI/services/{version}/agents")
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"


def test_names_in_a_query_count_in_any_case_and_empty_ones_were_not_said(acd: Field) -> None:
    acd.skill("Claims")
    acd.skill("Letters", 1)
    assert acd.get("/skills", ISACTIVE="TRUE", searchSTRING="cla")["totalRecords"] == 1
    assert acd.get("/skills", searchString="", fields="", isActive="")["totalRecords"] == 2


@pytest.mark.parametrize(
    ("said", "many"), [("true", 2), ("True", 2), ("1", 2), ("FALSE", 0), ("0", 0)]
)
def test_booleans_are_read_in_every_spelling(acd: Field, said: str, many: int) -> None:
    acd.skill("Claims")
    acd.skill("Letters", 1)
    assert acd.get("/skills", isActive=said)["totalRecords"] == many


@pytest.mark.parametrize(
    "query",
    [
        {"isActive": "perhaps"},
        {"skip": "x"},
        {"skip": "-1"},
        {"top": "1.5"},
        {"orderBy": "nothing"},
        {"orderBy": "skillName sideways"},
        {"updatedSince": "yesterday"},
    ],
)
def test_what_cannot_be_read_is_told_by_its_name(acd: Field, query: dict[str, str]) -> None:
    answer = acd.ask("GET", "/skills", params=query)
    assert answer.status_code == 400
    told = answer.json()
    assert told["error"] == "invalid_request"
    assert (
        next(iter(query.values())).split()[0] in told["error_description"]
        or next(iter(query)) in told["error_description"]
    )
    assert answer.headers["icStatusDescription"]


def test_a_body_is_json_whatever_it_is_called(acd: Field) -> None:
    raw = b'{"skills": [{"skillName": "Claims", "mediaTypeId": "4", "isActive": "true"}]}'
    for kind in ("application/x-www-form-urlencoded", "text/plain", ""):
        answer = acd.ask("POST", "/skills", content=raw, headers={"Content-Type": kind})
        assert answer.status_code == 200
    skills = acd.get("/skills")["skills"]
    assert [(one["skillName"], one["mediaTypeId"]) for one in skills] == [("Claims", 4)]


def test_numbers_may_come_as_text_and_go_out_as_numbers(acd: Field) -> None:
    skill = acd.skill("Claims", initialPriority="7", useScreenPops="true")
    told = acd.get(f"/skills/{skill}")
    assert (told["skillId"], told["initialPriority"], told["useScreenPops"]) == (skill, 7, True)


def test_an_unknown_field_is_passed_over(acd: Field) -> None:
    skill = acd.skill("Claims", somethingNew={"a": 1})
    assert acd.get(f"/skills/{skill}")["skillName"] == "Claims"


def test_a_correlation_id_comes_back(acd: Field) -> None:
    named = acd.ask("GET", "/skills", headers={"CorrelationId": "abc-1"})
    made = acd.ask("GET", "/skills", headers={"CorrelationId": "not; one\t"})
    refused = acd.ask("GET", "/nothing", headers={"CorrelationId": "abc-2"})
    assert named.headers["CorrelationId"] == "abc-1"
    assert made.headers["CorrelationId"] == made.headers["X-Request-Id"]
    assert refused.headers["CorrelationId"] == "abc-2"


def test_a_refusal_is_a_header_of_one_line_whatever_was_said(acd: Field) -> None:
    answer = acd.ask("GET", "/skills", params={"orderBy": "a\r\nSet-Cookie:é"})
    assert answer.status_code == 400
    assert "\n" not in answer.headers["icStatusDescription"]
    assert "set-cookie" not in answer.headers


def test_what_relève_does_not_do_is_refused_and_never_made_up(acd: Field) -> None:
    skill = acd.skill("Claims")
    assert acd.ask("POST", f"/skills/{skill}/start").status_code == 501
    for path in ("/agents/states", "/contacts/active", "/scripts/start", "/dfo/3.0/channels"):
        answer = acd.ask("GET", path)
        assert answer.status_code == 404
        assert answer.json().keys() == {"error", "error_description"}


def test_without_a_token_a_client_is_told_to_get_one(acd: Field) -> None:
    answer = Field(acd.story, "").ask("GET", "/agents")
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_token"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_refusal_is_in_the_language_of_the_client(acd: Field) -> None:
    answer = acd.ask("GET", "/skills/1", headers={"Accept-Language": "fr"})
    assert "introuvable" in answer.json()["error_description"]
