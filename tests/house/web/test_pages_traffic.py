"""The drivers on BC Enablement: shown in words, and looked at again only while something has not followed."""

from dataclasses import replace

from releve.domain.errors import Unavailable
from releve.domain.say import say
from tests.helpers.driving import drive, driven
from tests.helpers.far_ends import FarEnd
from tests.helpers.houses import Paired, Story
from tests.helpers.tokens import switch
from tests.house.web.visitors import Visitor, said, site_of

PAGE = "/admin/enablement"
LIVE = 'hx-get="/admin/enablement/drivers"'

Acme = tuple[Story, Paired]


def test_what_is_built_in_is_shown_without_any_driver_and_has_followed(acme: Acme) -> None:
    story, paired = acme
    switch(story, paired)
    page = Visitor(site_of(story.house), paired.inside).get(PAGE)
    assert LIVE not in page.text
    for words in ("API discovery", "Built in: answers for epoch 2, from memory.", "2 of 2"):
        assert words in said(page)
    assert "Telephone numbers" not in said(page)


def test_a_process_that_redirects_calls_shows_that_too(acme: Acme) -> None:
    story, paired = acme
    calling = replace(story.house, redirects_calls=True)
    page = Visitor(site_of(calling), paired.inside).get(PAGE)
    assert "Telephone numbers sip" in said(page)
    assert "Built in: 0 telephone numbers are known to this process." in said(page)


def test_the_page_looks_again_until_the_traffic_has_followed(acme: Acme) -> None:
    end = FarEnd()
    story, paired = driven(acme[0], end), acme[1]
    admin = Visitor(site_of(story.house), paired.inside)
    assert LIVE in admin.get(PAGE).text
    drive(story)
    assert LIVE not in admin.get(PAGE).text
    switch(story, paired)
    part = admin.get(f"{PAGE}/drivers")
    assert LIVE in part.text
    assert "Follows" in said(part)
    assert "1 of 2" in said(part)
    story.hands.turn(milliseconds=45)
    drive(story)
    part = admin.get(f"{PAGE}/drivers")
    assert LIVE not in part.text
    for words in ("names", "dns", "Has followed", "It leads to eu1.", "2 of 2", "45 ms"):
        assert words in said(part)
    assert "<html" not in part.text


def test_a_far_end_that_fails_is_told_with_its_reason(acme: Acme) -> None:
    story, paired = driven(acme[0], FarEnd(fault=Unavailable(say("Nobody home.")))), acme[1]
    drive(story)
    page = Visitor(site_of(story.house), paired.inside).get(PAGE)
    assert LIVE in page.text
    assert "Tried again" in said(page)
    assert "Nobody home." in said(page)
    assert "The traffic driver names cannot do its work now" in said(page)
