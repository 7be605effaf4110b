"""People with a second factor, and those whose role wants one: they come in by pages of their own."""

from collections.abc import Iterator
from dataclasses import replace

from releve.access import totp
from releve.app.entities import save_entity
from releve.app.passwords import make_link, set_password
from releve.domain.store import Factor
from tests.browser.person import Person
from tests.browser.sight import Sight
from tests.browser.stage import MAELLE, PASSWORD, Stage

#: Somebody who has a second factor, and somebody who must set one up.
WITH_FACTOR, WITHOUT_FACTOR = "sceau@havrelune.example", "garde@havrelune.example"

SECRET = b"a secret of the shots"
CODES = ("RECOVERY-1", "RECOVERY-2")


def add_factors(stage: Stage) -> None:
    """Both, in the primary tenant."""
    inside = stage.inside(stage.primary)
    like = stage.body_of("employee", MAELLE)
    role = {"roleName": "Conformité", "status": "ACTIVE", "secondFactorRequired": True}
    wants = save_entity(stage.house, inside, "role", None, role)
    for username, more in ((WITH_FACTOR, {}), (WITHOUT_FACTOR, {"roleUUID": wants.id})):
        first = username.partition("@")[0].title()
        body = {
            "userName": username,
            "emailAddress": username,
            "firstName": first,
            "lastName": "Quaivert",
            **{name: like[name] for name in ("roleUUID", "teamId")},
            **more,
        }
        made = save_entity(stage.house, inside, "employee", None, body)
        set_password(stage.house, inside, made.id, PASSWORD)
    give_factor(stage, WITH_FACTOR)


def give_factor(stage: Stage, username: str) -> None:
    """A second factor with a secret and recovery codes that the tests know, whatever was there before."""
    with stage.house.store_of(stage.primary.id).writing() as tx:
        [stands] = tx.credentials.by_username(username)
        factor = Factor(SECRET, tuple(map(totp.code_hash, CODES)), stage.house.now())
        tx.credentials.put([replace(stands, factor=factor)])


def with_a_recovery_code(stage: Stage, p: Person) -> None:
    """All the way in."""
    give_factor(stage, WITH_FACTOR)
    to_the_code(p)
    p.page.locator("#f-code").fill(CODES[0])
    p.page.locator(".btn-wide").click()
    p.page.wait_for_url("**/admin")


def protected() -> Iterator[Sight]:
    """What somebody sees who has a second factor."""
    yield Sight("profile-factor", "/profile/security")
    yield Sight("profile-codes", "/profile/security", _new_codes)


def _new_codes(p: Person) -> None:
    form = p.main.locator("form[action='/profile/security/second-factor']")
    form.locator("input[type=password]").fill(PASSWORD)
    form.locator("[formaction$='/codes']").click()
    p.main.locator(".code-list").wait_for()


def to_the_code(p: Person) -> None:
    """As far as the page that asks for the code."""
    p.log_in(WITH_FACTOR)
    p.page.wait_for_url("**/login/code")


def with_a_wrong_code(p: Person) -> None:
    to_the_code(p)
    p.page.locator("#f-code").fill("000000")
    p.page.locator(".btn-wide").click()
    p.page.locator(".note-bad, .note-warn").first.wait_for()


def to_a_new_password(stage: Stage, p: Person) -> None:
    """By a link that an administrator has handed out."""
    employee = stage.id_of("employee", WITHOUT_FACTOR)
    link = make_link(stage.house, stage.inside(stage.primary), employee)
    p.go(f"/login/password/{link.token}")
    p.page.locator("#f-again").wait_for()


def to_the_offer(p: Person) -> None:
    """As far as the picture for the app."""
    p.log_in(WITHOUT_FACTOR)
    p.page.wait_for_url("**/login/second-factor")
