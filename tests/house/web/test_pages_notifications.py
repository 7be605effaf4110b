"""The bell and the page of notifications: what is new to whom, and the choice of what leaves the house."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from releve.app.figures import Figures
from releve.app.noticing import Noticer
from releve.app.pair_watch import PairWatch
from releve.domain.notices import Channel, Choice, Phase, Post, PostState, Topic
from releve.domain.say import say
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.house.web.visitors import Visitor, employee_token, said, site_of

HERE = "/admin/notifications"


@pytest.fixture(autouse=True)
def noticed(story: Story) -> None:
    """That no rehearsal was ever made."""
    PairWatch(story.house, Figures(story.house)).turn()
    Noticer(story.house).turn()


def both_ways(story: Story) -> ASGIApp:
    senders: Any = dict.fromkeys(Channel)
    return site_of(replace(story.house, senders=senders))


def chosen(admin: Visitor, *wanted: str, **typed: str) -> httpx.Response:
    """The answer to the form, filled in."""
    form = admin.form(HERE, HERE)
    return admin.post(HERE, data=form.data(wanted=list(wanted), **typed))


def test_the_bell_of_every_page_says_how_many_are_new_until_they_are_read(
    admin: Visitor,
) -> None:
    assert "Notifications: 1 not read" in admin.page("/admin")
    page = admin.page(HERE)
    assert "The switch was never rehearsed." in page
    assert "1 is new to you." in page
    form = admin.form(HERE, f"{HERE}/read")
    assert admin.post(form.action, data=form.data()).headers["location"] == HERE
    assert "not read" not in admin.page("/admin")
    assert "is new to you" not in admin.page(HERE)


def test_everybody_reads_for_themselves(site: ASGIApp, story: Story, paired: Paired) -> None:
    story.employee(paired.inside, "olive", role="administrator")
    olive = Visitor(site, employee_token(story, "olive"))
    assert "Notifications: 1 not read" in olive.page("/admin")


def test_who_sees_neither_the_sync_nor_the_switch_has_no_bell(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    story.employee(paired.inside, "ada")
    ada = Visitor(site, employee_token(story, "ada"))
    assert HERE not in ada.page("/admin")
    assert ada.get(HERE).status_code == 403
    assert ada.give(f"{HERE}/read", {"until": story.house.now()}).status_code == 403
    assert ada.give(HERE, {"version": "0"}).status_code == 403


def test_a_silent_region_of_the_bcp_tenant_takes_the_page_but_not_the_bell(
    admin: Visitor, story: Story
) -> None:
    with outage(story.house, "eu1"):
        assert admin.get("/admin/roles").status_code == 200
        assert 'class="btn btn-plain btn-icon bell"' in admin.page("/admin/roles")
        assert admin.get(HERE).status_code == 503


def test_without_a_way_out_nothing_can_be_chosen(admin: Visitor) -> None:
    assert "nothing is sent" in admin.page(HERE)


def test_what_leaves_the_house_is_chosen_and_audited(story: Story, paired: Paired) -> None:
    admin = Visitor(both_ways(story), paired.inside)
    answer = chosen(admin, "sync.mail", "switch.webhook", addresses_fr="garde@acme.example")
    assert answer.headers["location"] == HERE
    with story.house.regions.of("eu1").reading() as tx:
        choice, version = tx.notices.choice(paired.bcp)
        [line], _ = tx.audit.page(paired.bcp, search="", acts=["notices.choose"], skip=0, top=5)
    assert choice.ways(Topic.SYNC) == {Channel.MAIL}
    assert choice.ways(Topic.SWITCH) == {Channel.WEBHOOK}
    assert choice.ways(Topic.DRIFT) == frozenset()
    assert (choice.addresses["fr"], version) == (("garde@acme.example",), 1)
    assert "garde" not in str(line.details)


@pytest.mark.parametrize(
    "typed", ["nobody", "a@b\r\nBcc: c@d", "a@b c", "x" * 300 + "@acme.example", "<a@acme.example>"]
)
def test_what_is_no_address_is_refused_and_stays_in_the_form(
    story: Story, paired: Paired, typed: str
) -> None:
    admin = Visitor(both_ways(story), paired.inside)
    answer = chosen(admin, "sync.mail", addresses_en=typed)
    assert answer.status_code == 400
    assert "is not an e-mail address" in said(answer)
    assert 'value="sync.mail" aria-label="Sync without success: E-mail" checked' in answer.text


def test_of_two_who_choose_at_once_the_second_is_told(story: Story, paired: Paired) -> None:
    admin = Visitor(both_ways(story), paired.inside)
    with story.house.regions.of("eu1").writing() as tx:
        _, version = tx.notices.choice(paired.bcp)
        assert tx.notices.choose(paired.bcp, Choice(), version)
    answer = admin.give(HERE, {"version": str(version), "wanted": "sync.webhook"})
    assert answer.status_code == 409
    assert "Somebody else has changed what is sent" in answer.text


def test_what_became_of_a_post_is_said(story: Story, paired: Paired, admin: Visitor) -> None:
    now = story.house.now()
    with story.house.regions.of("eu1").writing() as tx:
        [notice, *_] = tx.notices.of(paired.bcp, top=1)
        hook = Post(
            paired.bcp,
            notice.id,
            Phase.BEGAN,
            Channel.WEBHOOK,
            now,
            PostState.WAITING,
            3,
            why=say("It does not answer."),
        )
        tx.notices.add_posts([hook, replace(hook, channel=Channel.MAIL, state=PostState.GIVEN_UP)])
    page = said(admin.get(HERE))
    assert "Webhook, beginning: not taken in 3 tries, tried again on" in page
    assert "E-mail, beginning: given up after 3 tries." in page
    assert "It does not answer." in page
