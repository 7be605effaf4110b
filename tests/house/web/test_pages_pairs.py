"""TM › Pairs: where an operator begins, what the page says of the pairs, and where its reasons lead."""

import re

from starlette.types import ASGIApp

from releve.app.figures import Figures
from releve.app.pair_watch import PairWatch
from tests.helpers.browser import Browser
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.house.web.visitors import Visitor, said


def look(story: Story) -> None:
    PairWatch(story.house, Figures(story.house)).turn()


def rows(page: str) -> list[str]:
    return re.findall(r'<tr class="is-pair">', page)


def test_tm_opens_at_the_pairs_where_there_are_any(site: ASGIApp, paired: Paired) -> None:
    noor = Visitor(site, paired.operator)
    assert noor.get("/tm").headers["location"] == "/tm/pairs"
    assert noor.get("/").headers["location"] == "/tm"
    stranger = Browser(site)
    answer = stranger.post("/tm/login", data={"username": "noor", "password": PASSWORD})
    assert answer.headers["location"] == "/tm"


def test_before_anybody_has_looked_the_page_says_so(site: ASGIApp, paired: Paired) -> None:
    answer = Visitor(site, paired.operator).get("/tm/pairs")
    assert "Its stores were not looked at yet." in answer.text
    assert "Nobody has looked into the regions yet" in said(answer)


def test_every_pair_stands_there_with_its_state_in_words_and_what_mends_it(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    look(story)
    noor = Visitor(site, paired.operator)
    page = noor.page("/tm/pairs")
    assert len(rows(page)) == 1
    assert "Not ready to switch" in page
    assert "Nothing was ever synced" in page
    assert f"/tm/tenants/{paired.primary}?then=/admin/sync" in page
    assert "As looked at on" in page


def test_a_filter_shows_those_that_are_asked_for(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    look(story)
    noor = Visitor(site, paired.operator)
    for asked in ("q=acme bcp", "region=eu1", "region=ca1", "state=blocked", f"q={paired.bcp}"):
        assert len(rows(noor.page(f"/tm/pairs?{asked}"))) == 1, asked
    for asked in ("q=brume", "region=us1", "state=fine", "state=x", "region=eu1&state=away"):
        page = noor.page(f"/tm/pairs?{asked}")
        assert rows(page) == []
        assert "No pair is like this." in page


def test_the_counts_are_of_what_is_sought_whatever_state_is_asked_for(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    look(story)
    noor = Visitor(site, paired.operator)
    assert "/tm/pairs?state=blocked" in noor.page("/tm/pairs")
    assert 'aria-current="true"' in noor.page("/tm/pairs?state=blocked").split("pair-counts")[1]
    assert "state=blocked" in noor.page("/tm/pairs?state=fine").split("pair-counts")[1]


def test_a_reason_leads_over_the_confirmed_impersonation_to_the_page_that_mends_it(
    site: ASGIApp, paired: Paired
) -> None:
    noor = Visitor(site, paired.operator)
    tenant = f"/tm/tenants/{paired.primary}"
    page = noor.page(f"{tenant}?then=/admin/sync")
    assert 'name="then" value="/admin/sync"' in page
    assert re.search(r'<dialog[^>]* id="imp"[^>]* open', page)
    form = noor.form(f"{tenant}?then=/admin/sync", f"{tenant}/impersonate")
    answer = noor.post(form.action, data=form.data())
    assert answer.headers["location"] == "/admin/sync"


def test_nobody_is_led_out_of_the_console_by_an_address(site: ASGIApp, paired: Paired) -> None:
    noor = Visitor(site, paired.operator)
    tenant = f"/tm/tenants/{paired.primary}"
    for astray in ("//evil.example", "https://evil.example", "/tm/audit", "/admin/\\evil"):
        assert "evil" not in noor.page(f"{tenant}?then={astray}").split("<main")[1]
        answer = noor.give(f"{tenant}/impersonate", {"then": astray})
        assert answer.headers["location"] in ("/admin", "/")
        noor = Visitor(site, paired.operator)


def test_only_an_operator_sees_the_pairs(admin: Visitor, site: ASGIApp) -> None:
    assert admin.get("/tm/pairs").status_code == 403
    assert Visitor(site, "").get("/tm/pairs").headers["location"].startswith("/tm/login")
