"""The drivers on BC Enablement: shown in words, and looked at again only while something has not followed."""

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


def test_a_house_without_drivers_has_no_such_card(acme: Acme) -> None:
    story, paired = acme
    page = Visitor(site_of(story.house), paired.inside).get(PAGE)
    assert 'id="traffic"' not in page.text


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
