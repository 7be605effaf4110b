"""The passkey and the rules of a switch on pages: verified, two persons, and the glass."""

import httpx

from tests.helpers.houses import Paired, Story
from tests.house.api.test_two_persons import administrator, set_rules
from tests.house.web.visitors import Visitor, said, site_of

Acme = tuple[Story, Paired]

PAGE = "/admin/enablement"
PASSKEY = f"{PAGE}/passkey"


def visitor(acme: Acme, token: str = "") -> Visitor:
    story, paired = acme
    return Visitor(site_of(story.house), token or paired.inside)


def sent(who: Visitor, page: str, action: str, **changes: str | None) -> httpx.Response:
    return who.post(action, data=who.form(page, action).data(**changes))


def test_the_passkey_is_verified_on_a_page_that_shows_who_has_shown_it(acme: Acme) -> None:
    admin = visitor(acme)
    wrong = sent(admin, PASSKEY, PASSKEY, passkey="0000")
    assert (wrong.status_code, "This is not the passkey" in said(wrong)) == (403, True)
    assert sent(admin, PASSKEY, PASSKEY, passkey=acme[1].passkey).status_code == 303
    told = said(admin.get(PASSKEY))
    assert "This is the passkey: number 1." in told
    assert "by noor, who has seen it" in told
    assert "noor (Impersonated Admin): verified" in told


def test_two_persons_walk_through_one_order_on_their_pages(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    other = administrator(acme, "noa")
    story.sync(paired.inside)
    set_rules(acme, twoPersons=True)
    first, second = visitor(acme), visitor(acme, other)
    assert sent(first, PAGE, PAGE, bcp="on", passkey=paired.passkey).status_code == 303
    page = said(first.get(PAGE))
    assert "A second person has to confirm it before" in page
    confirming = f"{PAGE}/order/confirm"
    own = sent(first, PAGE, confirming, passkey=paired.passkey)
    assert (own.status_code, "you have given it" in said(own)) == (422, True)
    assert sent(second, PAGE, confirming, passkey=paired.passkey).status_code == 303
    assert story.done("GET", "/switch", paired.inside)["activation"]["active"] == "bcp"


def test_an_operator_sets_the_rules_and_breaks_the_glass_with_a_reason(acme: Acme) -> None:
    paired = acme[1]
    tab = f"/tm/tenants/{paired.primary}/switch"
    noor = visitor(acme, paired.operator)
    assert "For an emergency in which nobody has it." not in said(noor.get(tab))
    assert sent(noor, tab, f"{tab}/rules", break_glass="on").status_code == 303
    short = sent(noor, tab, f"{tab}/break-glass", reason="lost")
    assert (short.status_code, "Say why, in 10 letters" in said(short)) == (400, True)
    assert sent(noor, tab, f"{tab}/break-glass", reason="The passkey is lost.").status_code == 303
    told = said(noor.get(tab))
    assert "The BCP tenant is active, without the passkey. Both tenants are told." in told
    assert "has switched these tenants without the passkey" in said(visitor(acme).get(PAGE))


def test_an_operator_verifies_the_passkey_in_tenant_management(acme: Acme) -> None:
    tab = f"/tm/tenants/{acme[1].bcp}/switch"
    noor = visitor(acme, acme[1].operator)
    assert sent(noor, tab, f"{tab}/verify", passkey=acme[1].passkey).status_code == 303
    assert "This is the passkey: number 1." in said(noor.get(tab))


def test_a_tenant_without_a_pair_has_no_rules(acme: Acme) -> None:
    story, paired = acme
    alone = story.tenant(paired.operator, "Alone")
    noor = visitor(acme, paired.operator)
    assert noor.get(f"/tm/tenants/{alone}/switch").status_code == 404
    assert "/switch" not in noor.get(f"/tm/tenants/{alone}").text
