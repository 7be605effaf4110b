"""Keep or overwrite on pages: chosen on BC Enablement, decided change by change, applied."""

import pytest

from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, said, site_of

Acme = tuple[Story, Paired]

PAGE = "/admin/sync/keep"
ENABLEMENT = "/admin/enablement"


@pytest.fixture
def admin(acme: Acme) -> Visitor:
    """In Acme, whose BCP tenant is active and was worked in."""
    story, paired = acme
    story.sync(paired.inside)
    order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
    story.done("POST", "/switch", paired.inside, order)
    story.hands.turn(seconds=story.house.calm_s)
    there = story.step_in(paired.operator, paired.bcp)
    for name in ("Crise", "Essai"):
        story.done("POST", "/entities/tag", there, {"tagName": name})
    return Visitor(site_of(story.house), paired.inside)


def reverted(admin: Visitor, acme: Acme) -> None:
    form = admin.form(ENABLEMENT, ENABLEMENT).data(passkey=acme[1].passkey)
    assert form["changes"] == ["keep"], "it is offered first"
    form.pop("bcp")
    assert admin.post(ENABLEMENT, data=form).status_code == 303


def test_what_was_changed_is_listed_before_a_revert_and_kept(admin: Visitor, acme: Acme) -> None:
    page = said(admin.get(ENABLEMENT))
    assert "2 entities were changed there since the last sync." in page
    assert "Crise" in page
    reverted(admin, acme)
    assert "Changes made in the BCP tenant wait" in said(admin.get(ENABLEMENT))
    assert "wait to be kept or overwritten" in said(admin.get("/admin/sync"))


def test_it_is_drawn_decided_and_applied(admin: Visitor, acme: Acme) -> None:
    reverted(admin, acme)
    admin.post(PAGE, data=admin.form(PAGE, PAGE).data())
    choices = admin.form(PAGE, f"{PAGE}/choices").data()
    none = admin.post(f"{PAGE}/choices", data={**choices, "choice": ["leave"]})
    assert (none.status_code, "No change was chosen." in said(none)) == (400, True)
    story, paired = acme
    items = story.done("GET", "/sync/keep", paired.inside)["items"]
    essai = next(one["bcpId"] for one in items if one["title"] == "Essai")
    left = {**choices, "choice": ["leave"], "which": [f"tag/{essai}"]}
    assert admin.post(f"{PAGE}/choices", data=left).status_code == 303
    assert "1 is left: the next sync overwrites it." in said(admin.get(PAGE))
    admin.post(f"{PAGE}/apply", data=admin.form(PAGE, f"{PAGE}/apply").data())
    assert "1 change was taken into the primary tenant" in said(admin.get(PAGE))
    tags = story.done("GET", "/entities/tag", paired.inside)["items"]
    assert [one["title"] for one in tags] == ["Crise"]


def test_it_is_thrown_away(admin: Visitor, acme: Acme) -> None:
    reverted(admin, acme)
    admin.post(f"{PAGE}/drop", data=admin.form(PAGE, f"{PAGE}/drop").data())
    assert "to overwrite what was changed in the BCP tenant" in said(admin.get(PAGE))
    again = admin.post(PAGE, data=admin.form(PAGE, PAGE).data())
    assert again.status_code == 303
