"""A switch without the passkey: only where the pair allows it, with a reason, and loud everywhere."""

from typing import Any

from structlog.testing import capture_logs

from tests.helpers.houses import Paired, Story
from tests.house.api.test_two_persons import set_rules
from tests.house.web.visitors import Visitor, said, site_of

Acme = tuple[Story, Paired]
REASON = "Nobody has the passkey, and ca1 is under water."


def break_glass(acme: Acme, status: int = 200, **changes: Any) -> Any:
    story, paired = acme
    given = {"wanted": "bcp", "epoch": 1, "reason": REASON, **changes}
    answer = story.ask("POST", f"/tenants/{paired.primary}/break-glass", paired.operator, given)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_it_is_forbidden_unless_the_pair_allows_it(acme: Acme) -> None:
    assert "do not allow" in break_glass(acme, 422)["detail"]
    set_rules(acme, breakGlass=True)
    assert break_glass(acme)["active"] == "bcp"


def test_it_needs_a_reason_and_the_epoch_that_was_seen(acme: Acme) -> None:
    set_rules(acme, breakGlass=True)
    assert list(break_glass(acme, 400, reason="lost")["fields"]) == ["reason"]
    break_glass(acme, 409, epoch=7)
    assert break_glass(acme, wanted="primary")["epoch"] == 1, "it is so already"


def test_nobody_inside_a_tenant_can_do_it(acme: Acme) -> None:
    story, paired = acme
    set_rules(acme, breakGlass=True)
    given = {"wanted": "bcp", "epoch": 1, "reason": REASON}
    path = f"/tenants/{paired.primary}/break-glass"
    assert story.ask("POST", path, paired.inside, given).status_code == 403


def test_it_is_told_in_the_log_in_every_chain_and_in_a_figure(acme: Acme) -> None:
    story, paired = acme
    set_rules(acme, breakGlass=True)
    with capture_logs() as log:
        break_glass(acme)
    [line] = [one for one in log if "without the passkey" in one["event"]]
    assert (line["log_level"], line["by"]) == ("warning", "noor")
    there = story.step_in(paired.operator, paired.bcp)
    for token in (paired.inside, there, paired.operator):
        lines = story.done("GET", "/audit", token)["items"]
        [done] = [one for one in lines if one["act"] == "glass" and one["outcome"] == "done"]
        assert done["details"]["reason"] == REASON
    figures = story.http.get("/metrics").text
    assert "releve_switched_without_passkey{" in figures
    assert 'releve_switched_without_passkey{pair="' in figures
    assert "} 1.0" in figures.partition("releve_switched_without_passkey{")[2].partition("\n")[0]


def test_both_tenants_read_it_on_every_page_for_a_day_even_after_a_revert(acme: Acme) -> None:
    story, paired = acme
    set_rules(acme, breakGlass=True)
    break_glass(acme)
    back = {"passkey": paired.passkey, "epoch": 2, "acknowledged": True}
    story.done("POST", "/switch/revert", paired.inside, back)
    site = site_of(story.house)
    tokens = paired.inside, story.step_in(paired.operator, paired.bcp)
    told = "The operator noor has switched these tenants without the passkey"
    for token in tokens:
        assert told in said(Visitor(site, token).get("/admin"))
    story.hands.turn(hours=25)
    operator = story.operator()
    for tenant in (paired.primary, paired.bcp):
        assert told not in said(Visitor(site, story.step_in(operator, tenant)).get("/admin"))
