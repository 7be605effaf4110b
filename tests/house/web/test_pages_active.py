"""What pages say of a pair: in which zone, which side is active, what a run has done, and what the audit means."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

import releve.app
from releve.access.policy import Act
from releve.app.audit_words import ACTS, OUTCOMES
from releve.domain.orders import OrderState
from releve.languages.speaker import speakers
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.house.web.visitors import Visitor, said, site_of

Acme = tuple[Story, Paired]
MONTREAL = {"enabled": True, "at": "02:00", "zone": "America/Montreal"}


def visitor_of(acme: Acme, language: str = "en") -> Visitor:
    story, paired = acme
    visitor = Visitor(site_of(story.house), paired.inside)
    visitor.cookies.set("releve_language", language)
    return visitor


def switch(acme: Acme) -> None:
    story, paired = acme
    order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
    story.done("POST", "/switch", paired.inside, order)


def test_times_are_in_the_pairs_zone_which_is_named_with_utc_on_hover(acme: Acme) -> None:
    story, paired = acme
    story.sync(paired.inside)
    story.done("PUT", "/sync/config", paired.inside, MONTREAL)
    page = visitor_of(acme).page("/admin/sync/runs")
    assert re.search(
        r'<time datetime="2026-11-22T09:00:00[^"]*" title="[^"]*, 09:00:00 \(UTC\)">'
        r"Nov 22, 2026, 04:00 EST</time>",
        page,
    )
    assert "Times are in America/Montreal." in page


def test_the_primary_says_that_the_bcp_tenant_is_active_until_the_revert(acme: Acme) -> None:
    banner = "The BCP tenant is active: Acme BCP"
    story, paired = acme
    visitor = visitor_of(acme)
    assert banner not in visitor.page("/admin/roles")
    switch(acme)
    assert banner in visitor.page("/admin/roles")
    assert banner in visitor.page("/studio/scripts")
    there = Visitor(site_of(story.house), story.step_in(paired.operator, paired.bcp))
    assert banner not in there.page("/admin/roles")
    order = {"passkey": paired.passkey, "epoch": 2, "acknowledged": True}
    story.done("POST", "/switch/revert", paired.inside, order)
    assert banner not in visitor.page("/admin/roles")


def test_no_next_sync_is_promised_while_the_sync_is_paused(acme: Acme) -> None:
    story, paired = acme
    story.sync(paired.inside)
    assert story.done("GET", "/sync", paired.inside)["nextDue"]
    switch(acme)
    assert story.done("GET", "/sync", paired.inside)["nextDue"] is None
    assert re.search(r"Next sync\s+paused", said(visitor_of(acme).get("/admin/sync")))


def test_one_word_says_that_a_tenant_is_not_active(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    for language, word in (("en", "Not active"), ("fr", "Non actif")):
        operator = Visitor(site_of(story.house), paired.operator)
        operator.cookies.set("releve_language", language)
        assert word in operator.page("/tm/tenants")
        mia = Visitor(site_of(story.house), "")
        mia.cookies.set("releve_language", language)
        mia.give("/login", {"username": "mia", "password": PASSWORD})
        assert word in mia.page("/login/tenant")


def test_what_a_run_adopted_is_not_counted_as_changed(acme: Acme) -> None:
    story, paired = acme
    run = story.sync(paired.inside)
    counts = run["counts"].values()
    adopted = sum(one.get("adopt", 0) for one in counts)
    changed = sum(one.get("update", 0) for one in counts)
    assert adopted > 0
    page = visitor_of(acme).page("/admin/sync/runs")
    cells = dict(re.findall(r'data-label="(Adopted|Updated)">([\d,]+)<', page))
    assert cells == {"Adopted": str(adopted), "Updated": str(changed)}


@pytest.mark.parametrize(("language", "name"), [("en", "Administrator"), ("fr", "Administrateur")])
def test_a_built_in_role_is_called_the_same_on_every_page(
    acme: Acme, language: str, name: str
) -> None:
    visitor = visitor_of(acme, language)
    other = "Administrateur" if language == "en" else "Administrator"
    for path in (
        "/admin/roles",
        "/admin/employees",
        "/admin/employees/new",
    ):
        text = re.sub(r"<[^>]*>", "\n", visitor.page(path))
        assert re.search(rf"^\s*{name}\s*$", text, re.MULTILINE), path
        assert not re.search(rf"^\s*{other}\s*$", text, re.MULTILINE), path


def test_the_audit_speaks_in_words(acme: Acme) -> None:
    story, paired = acme
    story.sync(paired.inside)
    switch(acme)
    french = said(visitor_of(acme, "fr").get("/admin/audit"))
    for word in (
        "Passage au locataire BCP",
        "Configuration de la synchronisation enregistrée",
        "Terminé",
        "Commencé",
    ):
        assert word in french
    for code in ("sync.edit", "sync.run", "attempted", "impersonate"):
        assert not re.search(rf"\s{re.escape(code)}\s", french)


@pytest.mark.parametrize(
    ("language", "words", "act"),
    [
        ("fr", "configuration de la synchro", "sync.edit"),
        ("fr", "PASSAGE AU LOCATAIRE", "switch"),
        ("fr", "sync.edit", "sync.edit"),
        ("en", "Switched to the BCP", "switch"),
    ],
)
def test_the_audit_is_searched_by_the_words_it_shows(
    acme: Acme, language: str, words: str, act: str
) -> None:
    story, paired = acme
    story.sync(paired.inside)
    switch(acme)
    page = visitor_of(acme, language).page("/admin/audit", params={"q": words})
    assert set(re.findall(r'<span title="([^"]*)">', page)) == {act}


def test_the_audit_is_searched_by_the_outcome_it_shows(acme: Acme) -> None:
    story, paired = acme
    order = {"passkey": "wrong", "epoch": 1, "acknowledged": True}
    assert story.ask("POST", "/switch", paired.inside, order).status_code == 403
    found = said(visitor_of(acme, "fr").get("/admin/audit?q=refusé"))
    assert "Saisie de la clé secrète" in found
    assert "Imposture" not in found


def test_operators_search_their_audit_by_the_words_it_shows(acme: Acme) -> None:
    story, paired = acme
    visitor = Visitor(site_of(story.house), paired.operator)
    page = visitor.page("/tm/audit", params={"q": "tenant created"})
    assert set(re.findall(r'<span title="([^"]*)">', page)) == {"tenants.create"}


def traced() -> Iterator[str]:
    """The acts that the use cases write into the audit, read from the code."""
    for file in sorted(Path(releve.app.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in ("trace", "trace_home"):
                continue
            act = node.args[1 if node.func.attr == "trace_home" else 2]
            match act:
                case ast.Constant(value=str() as code):
                    yield code
                case ast.Attribute(value=ast.Name(id="Act"), attr=name):
                    yield Act[name].value


def test_every_act_that_is_traced_has_words() -> None:
    found = set(traced())
    assert {"login", "sync.run", "tenants.create"} <= found
    assert found <= set(ACTS)
    ends = {str(state) for state in OrderState if not state.open}
    assert {"attempted", "done", "refused", "throttled", *ends} == set(OUTCOMES)


def test_the_passkey_and_the_access_key_have_two_names_in_french() -> None:
    french = speakers()["fr"]
    assert french.gettext("Passkey") == "Clé secrète"
    assert french.gettext("Access key") == "Clé d’accès"


def test_who_comes_to_the_login_page_from_a_selector_is_told_why(site: ASGIApp) -> None:
    visitor = Visitor(site, "")
    assert visitor.get("/login/tenant").headers["location"] == "/login"
    assert "The time to choose is over. Log in again." in visitor.page("/login")


def test_who_was_choosing_when_somebody_switched_is_told_why(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    mia = Visitor(site_of(story.house), "")
    mia.give("/login", {"username": "mia", "password": PASSWORD})
    switch(acme)
    answer = mia.give("/login/tenant", {"tenant": paired.bcp})
    assert answer.headers["location"] == "/login"
    assert "The active tenant, or your access, has changed" in mia.page("/login")


def test_a_second_window_left_behind_by_a_switch_is_told_that_the_session_has_ended(
    acme: Acme,
) -> None:
    story, paired = acme
    story.employee(paired.inside, "sam", "single")
    story.sync(paired.inside)
    sam = Visitor(site_of(story.house), "")
    sam.give("/login", {"username": "sam", "password": PASSWORD})
    token = sam.cookies["releve_session"]
    switch(acme)
    sam.get("/admin")
    told = sam.page("/login")
    assert "the BCP tenant is the active tenant now" in told
    late = Visitor(site_of(story.house), token)
    late.get("/admin")
    assert "Your session has ended. Log in again." in late.page("/login")
