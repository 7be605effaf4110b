"""Rehearsals in the console: made by a form, shown as a report, and the last one on BC Enablement."""

from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, said, site_of

PAGE = "/admin/enablement/drills"
Acme = tuple[Story, Paired]


def staffed(acme: Acme) -> Visitor:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    return Visitor(site_of(story.house), paired.inside)


def test_a_rehearsal_is_made_and_its_report_shown(acme: Acme) -> None:
    admin = staffed(acme)
    assert "Nobody has rehearsed yet." in said(admin.get(PAGE))
    assert "This switch was never rehearsed." in said(admin.get("/admin/enablement"))
    form = {"passkey": [acme[1].passkey], "employees": ["mia\n zed "], "contacts": ["+1 514 5;+2"]}
    done = admin.post(PAGE, data=admin.form(PAGE, PAGE).data(**form))
    assert done.headers["location"] == f"{PAGE}/1"
    page = said(admin.get(f"{PAGE}/1"))
    for told in (
        "Rehearsal 1",
        "It is passkey number 1.",
        "Chooses, and gets into Acme BCP.",
        "Acme BCP has no employee of this name.",
        "There is no point of contact with this number or address.",
        "Written by compare-and-set.",
        "What is broken is named below",
    ):
        assert told in page
    assert "mia" in page
    assert f'"{PAGE}/1"' in admin.get(PAGE).text
    assert "Last rehearsal: Failed" in said(admin.get("/admin/enablement"))


def test_too_many_names_are_refused_and_kept_in_the_form(acme: Acme) -> None:
    admin = staffed(acme)
    names = "\n".join(f"somebody{n}" for n in range(51))
    answer = admin.post(PAGE, data=admin.form(PAGE, PAGE).data(employees=[names], contacts=["+1"]))
    assert answer.status_code == 400
    assert "At most 50 can be named." in said(answer)
    assert "somebody50" in answer.text
    assert "Nobody has rehearsed yet." in said(admin.get(PAGE))


def test_no_report_is_invented(acme: Acme) -> None:
    assert staffed(acme).get(f"{PAGE}/7").status_code == 404
