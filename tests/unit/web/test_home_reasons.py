"""Every reason to hesitate before a switch leads somewhere from the home page, or it says who mends it."""

from releve.app.mending import MENDS
from releve.web.menus import APPLICATIONS
from releve.web.pages.home_reasons import HINTS, LINKS


def test_every_reason_has_a_link_or_says_who_mends_it() -> None:
    assert LINKS.keys() | HINTS.keys() == MENDS.keys()
    assert not LINKS.keys() & HINTS.keys()


def test_every_link_leads_to_a_page_in_a_place_of_the_menu() -> None:
    places = {entry.key for name in ("admin", "studio") for entry in APPLICATIONS[name].entries}
    assert {place for _, place in LINKS.values()} <= places
    assert all(MENDS[code].page for code in LINKS.keys() - {"driver_failing"})
