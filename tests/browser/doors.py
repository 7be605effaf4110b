"""What people read and do at the door while a pair is switched to and fro, in both languages."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.walk_tm import BCP_NAME

PRIMARY_NAME = "Havrelune"
#: What stays in a browser that nobody is logged in with: the secret against forged forms.
KEPT = {"releve_csrf"}


@dataclass(frozen=True)
class Told:
    """Whole sentences, as they stand on the page."""

    choose: str
    gone_to_bcp: str
    gone_back: str
    shut_out: str
    no_access: str
    whom_to_ask: str
    silent: str
    not_now: str
    code_wanted: str
    code_used: str


IN_FRENCH = Told(
    choose="Choisir un locataire",
    gone_to_bcp="Votre session a pris fin : le locataire BCP est maintenant le locataire actif. Reconnectez-vous ; vous y arriverez.",
    gone_back="Votre session a pris fin : le locataire principal est maintenant le locataire actif. Reconnectez-vous ; vous y arriverez.",
    shut_out="Votre session a pris fin. Le locataire BCP est actif en ce moment, et votre compte n’y a pas accès.",
    no_access="Le locataire BCP est actif en ce moment, et votre compte n’y a pas accès.",
    whom_to_ask="Demandez un accès à votre administrateur (BCP Type dans votre profil d’employé), ou attendez que le locataire principal soit de nouveau actif.",
    silent="La région Canada (Montréal) ne répond pas. Reconnectez-vous ; vous arriverez dans le locataire actif.",
    not_now="Aucune réponse n’est possible pour le moment.",
    code_wanted="Votre mot de passe est correct. Saisissez maintenant le code que votre application d’authentification affiche.",
    code_used="Ce code n’est pas le bon, ou il a déjà servi.",
)

IN_ENGLISH = Told(
    choose="Choose a tenant",
    gone_to_bcp="Your session has ended: the BCP tenant is the active tenant now. Log in again; you will land there.",
    gone_back="Your session has ended: the primary tenant is the active tenant now. Log in again; you will land there.",
    shut_out="Your session has ended. The BCP tenant is active now, and your account has no access to it.",
    no_access="The BCP tenant is active now, and your account has no access to it.",
    whom_to_ask="Ask your administrator for access (BCP Type in your employee profile), or wait until the primary tenant is active again.",
    silent="The region Canada (Montréal) does not answer. Log in again; you land in the active tenant.",
    not_now="This cannot be answered for now.",
    code_wanted="Your password is right. Now type the code that your authenticator app shows.",
    code_used="This code is not right, or it was used already.",
)


def selector(person: Person, told: Told, *, active: str) -> None:
    """Both tenants, the primary first, each with its side and whether it is active; neither is chosen already."""
    say = person.labels
    expect(person.page.get_by_role("heading", level=1)).to_have_text(told.choose)
    expect(person.page.locator(".choice-name")).to_have_text([PRIMARY_NAME, BCP_NAME])
    for name, side in ((PRIMARY_NAME, say.primary_tenant), (BCP_NAME, say.bcp_tenant)):
        state = say.active if name == active else say.not_active
        whole = re.compile(rf"^\s*{name}\s+{side}\s+{state}\s*$")
        expect(_choice(person, name)).to_have_text(whole)
        expect(_choice(person, name)).not_to_be_focused()


def _choice(person: Person, tenant: str) -> Locator:
    name = person.page.get_by_text(tenant, exact=True)
    return person.main.get_by_role("button").filter(has=name)


def log_out(person: Person) -> None:
    """By the menu. Nothing of the choice stays in the browser."""
    person.page.locator("summary.user").click()
    person.click(person.labels.log_out, person.page.get_by_role("banner"))
    at_the_form(person)
    kept = person.page.context.storage_state()
    assert {one["name"] for one in kept["cookies"]} <= KEPT
    assert kept["origins"] == []


def at_the_form(person: Person) -> None:
    """Where one enters username and password."""
    expect(person.page.get_by_label(person.labels.password)).to_be_editable()
    expect(person.page.locator(".where-tenant")).to_have_count(0)


def sent_to_log_in(person: Person, sentence: str) -> None:
    """At the next click they are told why they are out, above the form with which they come in again."""
    person.page.reload()
    person.sees(sentence)
    at_the_form(person)


def cannot_be_answered(person: Person, told: Told, path: str) -> None:
    """A plain sentence and no name of a store; this one 503 was to be expected."""
    person.sees(told.not_now)
    expect(person.page.locator("body")).not_to_contain_text("postgres")
    assert person.complaints == [f"503: {person.url}{path}"]
    person.complaints.clear()
