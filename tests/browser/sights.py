"""Every page of the console, by who sees it: where it is, and what is clicked so that all of it shows.

For what is true of all pages: accessibility (`test_accessibility`) and pictures (`shots`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from playwright.sync_api import FilePayload

from releve.app import drilling, notices
from releve.app.scripts import export_script
from releve.app.tenants import create_tenant
from releve.domain.notices import Channel, Topic
from releve.domain.people import Caller
from tests.browser.factors import (
    add_factors,
    protected,
    to_a_new_password,
    to_the_code,
    to_the_offer,
    with_a_recovery_code,
    with_a_wrong_code,
)
from tests.browser.other_pairs import Others, add_others
from tests.browser.person import Person
from tests.browser.script_scene import set_to_work
from tests.browser.sight import Sight, Viewer, as_operator
from tests.browser.sights_admin import admins, open_first_script, supervisors
from tests.browser.sights_pairs import other_viewers
from tests.browser.sights_scripts import checklists_beyond
from tests.browser.sights_tm import operators
from tests.browser.stage import AMELIE, CLOVIS, GAETANE, MAELLE, NOOR, TOBIAS, Stage
from tests.browser.sync_scene import SyncScene, play
from tests.browser.walk_tm import BCP_NAME


@dataclass(frozen=True, slots=True)
class Scene:
    """What has happened before anybody looks."""

    sync: SyncScene
    others: Others


def furnish(stage: Stage) -> Scene:
    """Havrelune paired and synced, with something to decide; Atelier Norva left as it was; three more pairs."""
    pair_up(stage)
    others = add_others(stage)
    set_to_work(stage, others.busy)
    add_factors(stage)
    scene = Scene(play(stage, BCP_NAME), others)
    rehearse(stage)
    send_some(stage)
    return scene


def send_some(stage: Stage) -> None:
    """What leaves the house of Havrelune: by mail to a server that does not answer, by a webhook that takes it."""
    wanted = {topic: frozenset(Channel) for topic in Topic}
    people = {"fr": "garde@havrelune.example", "en": "oncall@havrelune.example"}
    notices.choose(stage.house, stage.inside(stage.primary), wanted, people, 0)


def rehearse(stage: Stage) -> None:
    """One rehearsal, of people who would get in and of others, and of numbers by lot."""
    people = (AMELIE, MAELLE, CLOVIS, "personne@havrelune.example")
    drilling.drill(stage.house, stage.inside(stage.primary), drilling.Asked(employees=people))


def pair_up(stage: Stage) -> str:
    """Havrelune with its BCP tenant, and its sync enabled; returns the passkey."""
    there = stage.newcomer_bcp.region
    noor = Caller(NOOR, "test", operator=NOOR)
    bcp = create_tenant(stage.house, noor, name=BCP_NAME, region=there)
    passkey = stage.pair(stage.primary, bcp)
    stage.grant_bcp(stage.primary)
    stage.enable_sync(stage.primary)
    return passkey


def viewers(stage: Stage, scene: Scene) -> Iterator[Viewer]:
    """Everybody, strangers first."""
    administrator = partial(_chosen, MAELLE, "Havrelune")
    yield Viewer("stranger", lambda _: None, tuple(_strangers(stage)))
    yield Viewer("operator", as_operator, tuple(operators(stage)))
    yield Viewer("administrator", administrator, tuple(admins(stage, scene.sync)))
    yield Viewer("supervisor", partial(_employee, GAETANE), tuple(supervisors(stage)))
    yield Viewer("developer", partial(_chosen, TOBIAS, BCP_NAME), tuple(_developers(stage)))
    yield Viewer("protected", partial(with_a_recovery_code, stage), tuple(protected()))
    yield Viewer("agent", partial(_employee, CLOVIS), tuple(_agents()))
    yield from other_viewers(stage, scene.others, administrator)


def _employee(username: str, person: Person) -> None:
    person.log_in(username)
    person.page.wait_for_url("**/admin")


def _chosen(username: str, tenant: str, person: Person) -> None:
    person.log_in(username)
    person.choose(tenant)
    person.page.wait_for_url("**/admin")


def _strangers(stage: Stage) -> Iterator[Sight]:
    yield Sight("login", "/login")
    yield Sight("login-refused", "/login", lambda p: p.log_in(MAELLE, password="not the one"))
    yield Sight("login-company", "/login", _of_two_companies)
    yield Sight("login-operator", "/tm/login")
    yield Sight("login-sso", "/login/sso?company=Havrelune")
    yield Sight(
        "login-password", "/login", partial(to_a_new_password, stage), at="/login/password/1"
    )
    yield Sight("login-password-over", "/login/password/no-such-link")
    yield Sight("no-such-page", "/no/such/page")
    yield Sight("authorize-unknown", "/auth/authorize?client_id=nobody")
    yield Sight("logout-asked", "/auth/authorize/logout")
    yield Sight("login-code", "/login", to_the_code, at="/login/code")
    yield Sight("login-code-wrong", "/login", with_a_wrong_code, at="/login/code")
    yield Sight("login-enrol", "/login", to_the_offer, at="/login/second-factor")
    yield Sight("login-selector", "/login", _to_the_selector, at="/login/tenant")


def _of_two_companies(p: Person) -> None:
    p.log_in(AMELIE)
    p.page.locator("#f-company").wait_for()


def _to_the_selector(p: Person) -> None:
    p.log_in(MAELLE)
    p.page.wait_for_url("**/login/tenant")


def _developers(stage: Stage) -> Iterator[Sight]:
    yield Sight("bcp-admin", "/admin")
    yield Sight("bcp-sync", "/admin/sync")
    yield Sight("bcp-scripts", "/studio/scripts")
    yield Sight("scripts-upload", "/studio/scripts", _ask_for_files)
    yield Sight("scripts-uploaded", "/studio/scripts", partial(_upload, stage))
    yield Sight("review", "/studio/review")
    yield Sight("script", "/studio/review", open_first_script, at="/studio/scripts/1")
    yield from checklists_beyond()


def _ask_for_files(p: Person) -> None:
    p.page.locator("[data-opens=upload]").click()
    p.popup.wait_for()


def _upload(stage: Stage, p: Person) -> None:
    """One file that is no script; one that says what stands in the tenant already."""
    inside = stage.inside(stage.tenant(BCP_NAME))
    with stage.house.store_of(inside.tenant or "").reading() as tx:
        one = tx.entities.page(inside.tenant or "", "script", top=1).rows[0].id
    file = export_script(stage.house, inside, one)
    _ask_for_files(p)
    files: list[FilePayload] = [
        {"name": file.name, "mimeType": "text/plain", "buffer": file.raw},
        {"name": "facture.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"},
    ]
    p.popup.locator("#f-files").set_input_files(files)
    p.click(p.labels.upload, p.popup)
    p.main.locator("table").wait_for()


def _agents() -> Iterator[Sight]:
    yield Sight("agent-home", "/admin")
    yield Sight("agent-forbidden", "/admin/employees")
    yield Sight("agent-keys", "/profile/keys")
