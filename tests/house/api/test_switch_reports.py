"""The report of a switch or a revert: written with it, complete, and readable when the primary is gone."""

from typing import Any

from releve.domain.errors import Unavailable
from releve.domain.say import say
from tests.helpers.driving import drive, driven, mover
from tests.helpers.far_ends import FarEnd
from tests.helpers.houses import PASSWORD, Paired, Story, work_off
from tests.helpers.outages import outage
from tests.helpers.tokens import switch
from tests.house.web.visitors import Visitor, said, site_of

Acme = tuple[Story, Paired]
SILENT = Unavailable(say("It does not answer."))


def ready(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    story.hands.turn(minutes=1)
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "Late"})


def order(acme: Acme, **more: Any) -> Any:
    story, paired = acme
    given = {"passkey": paired.passkey, "epoch": 1, **more}
    return story.done("POST", "/switch", paired.inside, given)


def report(acme: Acme, epoch: int = 2) -> Any:
    story, paired = acme
    return story.done("GET", f"/switch/reports/{epoch}", paired.inside)


def test_a_planned_switch_is_reported_with_its_last_sync_and_no_loss(acme: Acme) -> None:
    story, _ = acme
    ready(acme)
    order(acme, reason="drill")
    story.hands.turn(seconds=7)
    work_off(story.house)
    found = report(acme)
    assert [one["what"] for one in found["timeline"]] == [
        "Ordered as planned, with passkey number 1",
        "The last sync was done, and nothing was changed since",
        "The BCP tenant is the active one",
    ]
    assert found["timeline"][0]["at"] < found["timeline"][1]["at"]
    assert (found["changesLost"], found["lost"]) == (0, None)
    assert (found["after"]["reason"], found["after"]["mode"]) == ("drill", "planned")
    assert found["run"]


def test_an_emergency_is_reported_with_what_was_acknowledged_and_every_change_lost(
    acme: Acme,
) -> None:
    ready(acme)
    order(acme, mode="emergency", acknowledged=True)
    found = report(acme)
    assert (found["changesLost"], [one["title"] for one in found["lost"]]) == (1, ["Late"])
    assert found["codes"] == ["not_copied"]
    assert found["known"] == ["1 change made in the primary is not in the BCP tenant yet."]


def test_what_was_lost_is_said_to_be_unknown_when_the_primary_did_not_answer(acme: Acme) -> None:
    story, paired = acme
    ready(acme)
    there = story.step_in(paired.operator, paired.bcp)
    with outage(story.house, "ca1"):
        given = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
        story.done("POST", "/switch", there, given)
        found = story.done("GET", "/switch/reports/2", there)
    assert (found["changesLost"], found["lost"]) == (None, None)
    assert "primary_silent" in found["codes"]


def test_all_reports_are_listed_the_newest_first_in_both_tenants(acme: Acme) -> None:
    story, paired = acme
    ready(acme)
    order(acme, mode="emergency", acknowledged=True)
    back = {"passkey": paired.passkey, "epoch": 2, "acknowledged": True}
    story.done("POST", "/switch/revert", paired.inside, back)
    there = story.step_in(paired.operator, paired.bcp)
    for token in (paired.inside, there):
        lines = story.done("GET", "/switch/reports", token)
        assert [(one["epoch"], one["active"]) for one in lines] == [(3, "primary"), (2, "bcp")]


def test_who_may_not_look_at_the_switch_reads_no_report_and_no_epoch_is_invented(
    acme: Acme,
) -> None:
    story, paired = acme
    assert story.ask("GET", "/switch/reports/1", paired.inside).status_code == 404
    assert story.ask("GET", "/switch/reports", paired.operator).status_code == 403


def test_a_report_is_a_page_and_its_losses_a_file(acme: Acme) -> None:
    story, paired = acme
    ready(acme)
    order(acme, mode="emergency", acknowledged=True, reason="flood")
    admin = Visitor(site_of(story.house), paired.inside)
    assert '/admin/enablement/reports/2"' in admin.get("/admin/enablement").text
    page = said(admin.get("/admin/enablement/reports/2"))
    for told in ("flood", "Ordered in an emergency", "This was known:", "Late"):
        assert told in page
    rows = admin.get("/admin/enablement/reports/2/lost.csv").text
    assert "create,tag,Tag,Late" in rows


def test_each_driver_and_the_first_login_are_in_the_report_with_their_times(acme: Acme) -> None:
    ready(acme)
    crm = FarEnd("crm", "webhook", None, fault=SILENT)
    story, paired = driven(acme[0], FarEnd(), crm), acme[1]
    drive(story)
    crm.fault = None
    drive(story)
    switch(story, paired)
    story.hands.turn(milliseconds=40)
    crm.fault = SILENT
    drive(story)
    found = report((story, paired))
    assert [(one["driver"], one["tookMs"]) for one in found["followed"]] == [("names", 40)]
    assert (found["behind"], found["firstLogin"]) == (["crm"], None)
    assert [(one["sort"], one["untilMs"]) for one in found["steps"]][-2:] == [
        ("driver", 40),
        ("driver", None),
    ]
    story.hands.turn(seconds=20)
    crm.fault = None
    drive(story)
    login = {"username": "mia", "password": PASSWORD}
    choice = story.done("POST", "/login", body=login)
    chosen = {"proof": choice["proof"], "tenant": paired.bcp}
    story.done("POST", "/login/choice", body=chosen)
    found = report((story, paired))
    assert [(one["driver"], one["sort"], one["tookMs"]) for one in found["followed"]] == [
        ("names", "dns", 40),
        ("crm", "webhook", 20_040),
    ]
    assert (found["behind"], found["firstLogin"]["by"]) == ([], "mia")
    assert [one["what"] for one in found["timeline"]][-3:] == [
        "The traffic driver names has followed",
        "The traffic driver crm has followed",
        "The first login in Acme BCP",
    ]
    admin = Visitor(site_of(story.house), paired.inside)
    page = said(admin.get("/admin/enablement/reports/2"))
    for told in ("How long it took", "Driver crm", "20 s", "40 ms", "First login"):
        assert told in page


def test_what_followed_a_switch_stays_in_its_report_when_it_is_over(acme: Acme) -> None:
    ready(acme)
    end = FarEnd()
    story, paired = driven(acme[0], end), acme[1]
    drive(story)
    switch(story, paired)
    story.hands.turn(milliseconds=40)
    drive(story)
    story.hands.turn(minutes=6)
    switch(story, paired, 2, "/revert")
    story.hands.turn(milliseconds=70)
    drive(story)
    told = [
        [(one["driver"], one["tookMs"]) for one in report((story, paired), epoch)["followed"]]
        for epoch in (2, 3)
    ]
    assert told == [[("names", 40)], [("names", 70)]]
    end.shows.clear()  # somebody has emptied the far end: it is put right, and the report stays
    story.hands.turn(minutes=6)
    drive(story)
    assert [one["tookMs"] for one in report((story, paired), 3)["followed"]] == [70]


def test_a_mover_that_dies_before_its_note_leaves_it_to_the_next_one(acme: Acme) -> None:
    ready(acme)
    end = FarEnd()
    story, paired = driven(acme[0], end), acme[1]
    drive(story)
    switch(story, paired)
    story.hands.turn(milliseconds=40)
    mover(story.house, end).turn()  # its first turn moves, its second would note
    assert report((story, paired))["followed"] == []
    again = mover(story.house, end)
    again.turn()
    again.turn()
    assert [one["tookMs"] for one in report((story, paired))["followed"]] == [40]


def test_a_first_login_is_unknown_while_the_region_of_that_side_is_silent(acme: Acme) -> None:
    story, paired = acme
    ready(acme)
    order(acme, mode="emergency", acknowledged=True)
    admin = Visitor(site_of(story.house), paired.inside)
    assert "nobody yet" in said(admin.get("/admin/enablement/reports/2"))
    with outage(story.house, "eu1"):
        page = said(admin.get("/admin/enablement/reports/2"))
    assert "unknown: the region does not answer" in page
