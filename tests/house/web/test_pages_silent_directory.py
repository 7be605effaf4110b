"""The console while the directory does not answer."""

import pytest
from starlette.types import ASGIApp

from releve.app.lookout import Lookout
from tests.helpers.houses import Paired, Story
from tests.helpers.silence import silence
from tests.house.web.visitors import Visitor

TOLD = "The directory does not answer: nobody can switch now."


@pytest.fixture
def silent(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    Lookout(story.house, watch_s=0).turn()
    silence(story.house.whereabouts, monkeypatch)


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("page", ["/admin/enablement", "/admin/sync", "/admin/employees", "/admin"])
def test_pages_are_shown_and_say_that_they_may_be_old(admin: Visitor, page: str) -> None:
    shown = admin.get(page)
    assert shown.status_code == 200, shown.text
    assert TOLD in shown.text


@pytest.mark.usefixtures("silent")
def test_an_operator_sees_the_tenants(site: ASGIApp, paired: Paired) -> None:
    shown = Visitor(site, paired.operator).get("/tm/tenants")
    assert "Acme" in shown.text
    assert TOLD in shown.text


@pytest.mark.usefixtures("silent")
def test_whoever_is_about_to_log_in_is_told(site: ASGIApp, story: Story) -> None:
    assert story.house.registry.tenants()
    assert TOLD in Visitor(site, "").get("/login").text


def test_nothing_is_said_while_it_answers(admin: Visitor, story: Story) -> None:
    Lookout(story.house, watch_s=0).turn()
    assert TOLD not in admin.get("/admin").text
