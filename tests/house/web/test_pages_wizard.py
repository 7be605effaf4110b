"""The set-up of BCP on its page: a passkey is made when somebody asks for one, and nothing is lost without a word."""

import re
from functools import partial

import httpx
import pytest
from starlette.types import ASGIApp

from releve.web.csrf import token_of
from releve.web.shell import LANGUAGE_COOKIE
from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Form, Forms, Visitor, said

SHOWN = re.compile(r'class="secret-value"><code>([^<]+)')


class Noor(Visitor):
    """An operator in the set-up of one tenant."""

    def __init__(self, site: ASGIApp, story: Story, tenant: str) -> None:
        super().__init__(site, story.operator())
        self.tab = f"/tm/tenants/{tenant}/features"

    def form_of(self, page: str, ending: str) -> Form:
        return next(one for one in Forms(page).found if one.action == self.tab + ending)

    def walk_to_the_passkey(self, counterpart: str, region: str = "eu1") -> str:
        """The address of the second page, validated."""
        at = self.give(f"{self.tab}/begin", {}).headers["location"]
        wizard = re.findall(r"wizard=([^&]+)", at)[0]
        both = {"wizard": wizard, "configurations": "on", "enablement": "on"}
        self.give(f"{self.tab}/toggles", both)
        chosen = {"wizard": wizard, "region": region, "counterpart": counterpart}
        return str(self.give(f"{self.tab}/validate", chosen).headers["location"])

    def send_form(self, form: Form) -> httpx.Response:
        return self.post(form.action, data={**form.data(), "csrf_token": token_of(self.token)})


@pytest.fixture
def noor(site: ASGIApp, story: Story, request: pytest.FixtureRequest) -> tuple[Noor, str]:
    """Noor before the passkey of two new tenants, and the address of that page."""
    token, name = story.operator(), request.node.name[:60]
    primary = story.tenant(token, name)
    bcp = story.tenant(token, f"{name} BCP", "eu1")
    noor = Noor(site, story, primary)
    return noor, noor.walk_to_the_passkey(bcp)


def test_a_reload_of_the_page_with_the_passkey_makes_no_other_one(noor: tuple[Noor, str]) -> None:
    operator, at = noor
    form = operator.form_of(operator.page(at), "/passkey")
    first = operator.send_form(form)
    assert SHOWN.search(first.text)
    again = operator.send_form(form)  # what the browser sends when that page is reloaded
    assert again.status_code == 303
    page = operator.get(again.headers["location"])
    assert not SHOWN.search(page.text)
    assert "It was generated in this set-up on Nov 22, 2026, 09:00 UTC, and is not shown again" in (
        said(page)
    )


def test_the_passkey_shown_is_the_one_that_save_stores_in_spite_of_a_reload(
    noor: tuple[Noor, str], story: Story
) -> None:
    operator, at = noor
    form = operator.form_of(operator.page(at), "/passkey")
    shown = operator.send_form(form).text
    passkey = SHOWN.findall(shown)[0]
    operator.send_form(form)
    done = operator.send_form(operator.form_of(operator.page(at), "/finish"))
    operator.send_form(operator.form_of(operator.page(done.headers["location"]), "/save"))
    tenant = operator.tab.split("/")[3]
    pair, _ = story.house.registry.pair_of(tenant)
    assert pair.passkey is not None
    assert story.house.hasher.verify(pair.passkey.hash, passkey.replace("-", ""))


def test_making_another_passkey_asks_first_and_then_makes_one(noor: tuple[Noor, str]) -> None:
    operator, at = noor
    assert 'data-opens="another"' not in operator.page(at)
    form = operator.form_of(operator.page(at), "/passkey")
    first = SHOWN.findall(operator.send_form(form).text)
    page = operator.page(at)
    assert 'data-opens="another"' in page
    assert "Generate another passkey?" in page
    second = SHOWN.findall(operator.send_form(operator.form_of(page, "/passkey")).text)
    assert (len(second), first != second) == (1, True)


def finished(operator: Noor, at: str) -> str:
    """The address of the page after Finish, before Save."""
    operator.send_form(operator.form_of(operator.page(at), "/passkey"))
    done = operator.send_form(operator.form_of(operator.page(at), "/finish"))
    return str(done.headers["location"])


def test_what_is_not_saved_is_said_and_guarded_until_it_is(noor: tuple[Noor, str]) -> None:
    operator, at = noor
    assert "data-unsaved" not in operator.page(at)
    pending = finished(operator, at)
    page = operator.page(pending)
    assert "Not saved yet" in page
    assert re.search(r'<form[^>]*action="[^"]*/save"[^>]*data-unsaved', page)
    assert re.search(r'<button[^>]*formaction="[^"]*/discard"[^>]*data-discards', page)
    operator.send_form(operator.form_of(page, "/save"))
    assert "data-unsaved" not in operator.page(operator.tab)


def test_who_goes_on_without_having_noted_the_passkey_makes_another_one_before_save(
    noor: tuple[Noor, str], story: Story
) -> None:
    operator, at = noor
    shown = SHOWN.findall(operator.send_form(operator.form_of(operator.page(at), "/passkey")).text)
    done = operator.send_form(operator.form_of(operator.page(at), "/finish"))
    pending = operator.page(done.headers["location"])
    assert "It is not shown again." in pending
    assert 'data-opens="another"' in pending
    assert "The passkey generated in this set-up is cancelled at once" in pending
    again = operator.send_form(operator.form_of(pending, "/passkey"))
    [passkey] = SHOWN.findall(again.text)
    assert passkey not in shown
    done = operator.send_form(operator.form_of(again.text, "/finish"))
    operator.send_form(operator.form_of(operator.page(done.headers["location"]), "/save"))
    pair, _ = story.house.registry.pair_of(operator.tab.split("/")[3])
    assert pair.passkey is not None
    assert story.house.hasher.verify(pair.passkey.hash, passkey.replace("-", ""))


OFFER = "A set-up of BCP begun on Nov 22, 2026, 09:00 UTC was not saved"


def test_a_set_up_left_after_finish_is_offered_on_the_tenants_page_and_saved(
    noor: tuple[Noor, str], site: ASGIApp, story: Story
) -> None:
    operator, at = noor
    finished(operator, at)
    back = Visitor(site, story.operator())  # the session was lost
    general = operator.tab.removesuffix("/features")
    for page in (general, operator.tab):
        assert OFFER in said(back.get(page))
        assert not SHOWN.search(back.page(page))
    [go_on] = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>Continue the set-up', back.page(general))
    page = back.page(go_on.replace("&amp;", "&"))
    assert "Not saved yet" in page
    assert OFFER not in page
    assert not SHOWN.search(page)
    operator.token = back.token
    operator.cookies = back.cookies
    operator.send_form(operator.form_of(page, "/save"))
    stored = said(operator.get(operator.tab))
    assert "Mapped to" in stored
    assert "was not saved" not in stored


def test_a_set_up_left_with_a_new_passkey_goes_on_where_it_was_and_does_not_show_it(
    noor: tuple[Noor, str],
) -> None:
    operator, at = noor
    assert "was not saved" not in operator.page(operator.tab)
    operator.send_form(operator.form_of(operator.page(at), "/passkey"))
    page = operator.page(operator.tab)
    assert "Continue the set-up" in page
    [go_on] = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>Continue the set-up', page)
    assert go_on.replace("&amp;", "&") == at
    assert not SHOWN.search(operator.page(at))


@pytest.mark.parametrize("where", ["the tenant's page", "before Save", "the pop-up"])
def test_a_set_up_that_is_discarded_is_not_offered_again(
    noor: tuple[Noor, str], where: str
) -> None:
    operator, at = noor
    form = operator.form_of(operator.page(at), "/passkey")
    operator.send_form(form)
    if where == "before Save":
        at = finished(operator, at)
    page = operator.page(operator.tab if where == "the tenant's page" else at)
    assert f'="{operator.tab}/discard"' in page
    thrown = operator.give(f"{operator.tab}/discard", {"wizard": form.data()["wizard"]})
    assert thrown.headers["location"] == operator.tab
    told = said(operator.get(operator.tab))
    assert "Nothing of it was stored" in told
    assert "was not saved" not in told
    again = operator.give(f"{operator.tab}/discard", {"wizard": form.data()["wizard"]})
    assert again.headers["location"] == operator.tab


def test_a_set_up_that_was_not_saved_is_told_in_french(noor: tuple[Noor, str]) -> None:
    operator, at = noor
    finished(operator, at)
    operator.cookies.set(LANGUAGE_COOKIE, "fr")
    told = said(operator.get(operator.tab))
    assert "Une configuration BCP commencée le 22 nov. 2026, 09:00 UTC n’a pas été" in told
    assert "Continuer la configuration" in told
    assert "Abandonner" in told


def test_back_after_save_shows_what_is_stored(noor: tuple[Noor, str]) -> None:
    operator, at = noor
    pending = finished(operator, at)
    save = operator.form_of(operator.page(pending), "/save")
    operator.send_form(save)
    operator.page(operator.tab)  # where Save leads to; it shows what Save has to say
    for come_back in (partial(operator.get, pending), partial(operator.send_form, save)):
        back = come_back()
        assert (back.status_code, back.headers["location"]) == (303, operator.tab)
        told = said(operator.get(operator.tab))
        assert "was saved already" in told
        assert "What you see here is what is stored" in told
        assert "Mapped to" in told


def test_times_of_a_pair_are_in_its_zone_also_for_operators(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    config = {"enabled": True, "at": "02:00", "zone": "America/Montreal"}
    story.done("PUT", "/sync/config", paired.inside, config)
    page = Visitor(site, story.operator()).page(f"/tm/tenants/{paired.primary}")
    assert "Nov 22, 2026, 04:00 EST" in page
