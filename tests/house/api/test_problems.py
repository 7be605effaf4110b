"""Every error has its status, its title and one shape, in the language of the client."""

import pytest

from releve.api.faults import fields_of
from releve.api.problems import TITLES, problem_of
from releve.app.over_http import HTTP_STATUS
from releve.domain.errors import Code, Invalid, Refused
from releve.domain.say import say
from releve.languages.speaker import Speaker
from tests.helpers.houses import Story


@pytest.mark.parametrize("code", Code)
def test_every_code_has_its_status_and_its_title(code: Code) -> None:
    assert 400 <= HTTP_STATUS[code] <= 599
    assert TITLES[code].text


def test_no_two_codes_share_a_status() -> None:
    assert len(set(HTTP_STATUS.values())) == len(Code)


def test_a_problem_carries_everything_that_the_error_knows() -> None:
    error = Refused(
        say("No {what}.", what="tea"),
        say("Boil water."),
        reasons=[say("The kettle is empty."), say("There is no tea.")],
        fields={"cup": say("It leaks.")},
        wait_s=3,
        pot=object,
    )
    problem = problem_of(error, Speaker("en"), "r-1")
    assert (problem.code, problem.status, problem.request_id) == (Code.REFUSED, 422, "r-1")
    assert (problem.detail, problem.hint) == ("No tea.", "Boil water.")
    assert problem.reasons == ["The kettle is empty.", "There is no tea."]
    assert problem.fields == {"cup": "It leaks."}
    assert problem.facts == {"wait_s": 3, "pot": "<class 'object'>"}


def test_a_problem_speaks_the_language_that_the_client_asks_for(story: Story) -> None:
    answers = {
        language: story.ask("GET", "/tenants", headers={"Accept-Language": language})
        for language in ("fr-CA, en;q=0.5", "en")
    }
    french, english = answers.values()
    assert french.headers["Content-Language"] == "fr"
    assert english.headers["Content-Language"] == "en"
    assert french.json()["code"] == english.json()["code"] == "unauthenticated"
    assert french.json()["detail"] != english.json()["detail"] == "Log in first."


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nowhere", 404, "not_found"), ("PATCH", "/tenants", 405, "invalid")],
)
def test_an_unknown_door_is_a_problem_too(
    story: Story, method: str, path: str, status: int, code: str
) -> None:
    answer = story.ask(method, path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["code"] == code
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_body_of_another_shape_names_every_wrong_field(story: Story) -> None:
    answer = story.ask("POST", "/login/operator", body={"username": "", "pass": 1})
    assert answer.status_code == 400
    assert answer.json()["fields"] == {
        "username": "This field is required.",
        "password": "This field is required.",
        "pass": "There is no such field.",
    }


def test_what_is_not_json_is_said_to_be_none(story: Story) -> None:
    answer = story.ask(
        "POST", "/login", content=b"{nope", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert "This is not JSON." in answer.json()["fields"].values()


@pytest.mark.parametrize("query", ["skip=-1", "top=0", "top=1001", "top=many", "descending=maybe"])
def test_paging_out_of_bounds_is_refused_by_name(story: Story, query: str) -> None:
    answer = story.ask("GET", f"/tenants?{query}", story.operator())
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [query.partition("=")[0]]


def test_a_fault_without_a_word_of_ours_is_still_said() -> None:
    told = fields_of([{"loc": ("body", "a", 0), "type": "brand_new", "msg": "?"}])
    assert {name: str(message) for name, message in told.items()} == {
        "a.0": "This does not have the right form."
    }


def test_an_invalid_error_is_not_the_clients_conflict() -> None:
    assert problem_of(Invalid(say("x")), Speaker("en"), "").status == 400
