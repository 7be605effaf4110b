"""BC Enablement: obstacles are acknowledged and told again afterwards; an old window does not undo a switch."""

import httpx

from tests.helpers.houses import Paired, Story, work_off
from tests.house.web.visitors import Visitor, said, site_of

Acme = tuple[Story, Paired]

PAGE = "/admin/enablement"
EMERGENCY = f"{PAGE}?mode=emergency"


def visitor_of(acme: Acme) -> Visitor:
    story, paired = acme
    return Visitor(site_of(story.house), paired.inside)


def fill(visitor: Visitor, **changes: str) -> httpx.Response:
    return visitor.post(PAGE, data=visitor.form(PAGE, PAGE).data(**changes))


def epoch(acme: Acme) -> int:
    story, paired = acme
    return int(story.done("GET", "/switch", paired.inside)["activation"]["epoch"])


def test_an_empty_tenant_becomes_active_only_in_an_emergency_and_that_is_told_afterwards(
    acme: Acme,
) -> None:
    admin = visitor_of(acme)
    refused = fill(admin, bcp="on", passkey=acme[1].passkey)
    assert refused.status_code == 422
    assert "Nothing was ever synced" in said(refused)
    form = admin.form(EMERGENCY, PAGE)
    sent = form.data(bcp="on", passkey=acme[1].passkey)
    untyped = admin.post(PAGE, data=sent)
    assert (untyped.status_code, epoch(acme)) == (400, 1)
    assert "Type “Acme BCP” here." in said(untyped)
    done = admin.post(PAGE, data={**sent, "word": [" acme bcp"]})
    assert done.status_code == 303
    told = said(admin.get(PAGE))
    assert "The BCP tenant is active." in told
    assert "You went on although this stood in the way: Nobody could log in" in told
    assert "People log in again and land there" not in told


def test_an_old_window_is_told_that_there_is_nothing_to_do_and_undoes_nothing(acme: Acme) -> None:
    old, other = visitor_of(acme), visitor_of(acme)
    form = old.form(EMERGENCY, PAGE)
    stale = form.data(bcp="on", passkey=acme[1].passkey, word="Acme BCP")
    other.post(PAGE, data=stale)
    assert epoch(acme) == 2
    answer = old.post(PAGE, data={**stale, "passkey": ["wrong"]})
    assert answer.headers["location"] == PAGE
    told = said(old.get(PAGE))
    assert "Acme BCP is already active, since Nov 22, 2026, 09:00 UTC, by" in told
    assert "There is nothing to do" in told
    assert "Change the toggle" not in told
    assert epoch(acme) == 2


def test_a_planned_order_outlives_the_browser_that_gave_it(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "Late"})
    given = fill(visitor_of(acme), bcp="on", passkey=paired.passkey)
    assert (given.status_code, epoch(acme)) == (303, 1)
    another = visitor_of(acme)
    page = said(another.get(PAGE))
    assert "Nothing is switched yet." in page
    assert "Cancel the order" in page
    assert "The last sync is running." in said(another.get(f"{PAGE}/order"))
    work_off(story.house)
    ended = another.get(f"{PAGE}/order")
    assert ended.headers["HX-Redirect"] == PAGE
    assert "The last sync brought over everything before." in said(another.get(PAGE))
    assert epoch(acme) == 2


def test_a_cancelled_order_is_said_to_be_and_switches_nothing(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "Late"})
    admin = visitor_of(acme)
    fill(admin, bcp="on", passkey=paired.passkey)
    admin.post(f"{PAGE}/order/cancel", data=admin.form(PAGE, f"{PAGE}/order/cancel").data())
    work_off(story.house)
    told = said(admin.get(PAGE))
    assert "The last order has switched nothing" in told
    assert "has cancelled it." in told
    assert epoch(acme) == 1


def test_a_new_window_with_an_unchanged_toggle_says_what_to_change(acme: Acme) -> None:
    answer = fill(visitor_of(acme), passkey=acme[1].passkey)
    assert answer.status_code == 400
    assert "Change the toggle" in said(answer)


def test_the_wrong_passkey_is_told_with_the_day_and_hour_of_the_valid_one(acme: Acme) -> None:
    answer = fill(visitor_of(acme), bcp="on", passkey="0000")
    assert "made on Nov 22, 2026, 09:00 UTC by noor" in said(answer)
