"""What to tell people, on BC Enablement: before and after a switch and a revert, in every language, ready to be copied."""

import re

from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, said, site_of

Acme = tuple[Story, Paired]
SWITCH = "/admin/enablement"


def visitor_of(acme: Acme, language: str = "en") -> Visitor:
    story, paired = acme
    visitor = Visitor(site_of(story.house), paired.inside)
    visitor.cookies.set("releve_language", language)
    return visitor


def switch(acme: Acme, epoch: int, path: str = "/switch") -> None:
    story, paired = acme
    order = {"passkey": paired.passkey, "epoch": epoch, "acknowledged": True}
    story.done("POST", path, paired.inside, order)


def test_before_any_switch_only_what_will_be_is_offered_in_both_languages(acme: Acme) -> None:
    for reader in ("en", "fr"):
        told = said(visitor_of(acme, reader).get(SWITCH))
        assert "In a few minutes we go over to the BCP tenant Acme BCP" in told
        assert "Dans quelques minutes" in told
        assert "we have been working" not in told


def test_after_a_switch_people_are_told_since_when_where_and_how_to_log_in(acme: Acme) -> None:
    story, paired = acme
    zone = {"enabled": True, "at": "02:00", "zone": "Europe/Paris"}
    story.done("PUT", "/sync/config", paired.inside, zone)
    switch(acme, 1)
    page = visitor_of(acme).page(SWITCH)
    sentence = re.search(r'<p class="notice-text" lang="en">(Since [^<]*)</p>', page)
    assert sentence is not None
    place = story.house.places[story.house.registry.tenant(paired.bcp)[0].region]
    assert sentence[1] == (
        "Since 10:00 (Paris time) on Nov 22, 2026 we have been working in the BCP tenant Acme BCP"
        f", region Europe (Paris). Log in at {place.ui_endpoint}/login with your usual credentials."
    )
    assert f'data-copy="{sentence[1]}"' in page
    assert re.search(r'<p class="notice-text" lang="fr">Depuis le 22 nov. 2026 à 10:00', page)
    assert "In a few minutes we go back to the primary tenant Acme" in page


def test_after_a_revert_people_are_told_to_come_back(acme: Acme) -> None:
    switch(acme, 1)
    switch(acme, 2, "/switch/revert")
    told = said(visitor_of(acme).get(SWITCH))
    assert (
        "Since 09:00 (UTC) on Nov 22, 2026 we have been working in the primary tenant Acme again"
        in told
    )
    assert "In a few minutes we go over to the BCP tenant Acme BCP" in told
