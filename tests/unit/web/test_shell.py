"""Pages: escaped, in the reader's language, with their frame; flashes once; nobody sent elsewhere."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from releve.domain.errors import Refused
from releve.domain.people import BcpType
from releve.domain.runs import RunState, Verb
from releve.domain.say import say
from releve.domain.tenancy import Side
from releve.web import flash
from releve.web.csrf import token_of
from releve.web.flash import Flash, Tone
from releve.web.frame import Frame, put_frame
from releve.web.menus import APPLICATIONS
from releve.web.shell import Here, Shell, local
from tests.helpers.browser import Browser


def asking(path: str = "/", query: str = "", **headers: str) -> Request:
    fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": fields,
        }
    )


@pytest.fixture
def show(shell: Shell, pages: Path, request: pytest.FixtureRequest) -> Any:
    """Renders a source as a page. Pages are cached, so each has a name of its own."""
    count = iter(range(1000))

    def render(source: str, asked: Request | None = None, **context: Any) -> str:
        name = f"{request.node.name}-{next(count)}.html".replace("/", "_").replace("[", "_")
        (pages / name).write_text(source)
        return bytes(shell.render(asked or asking(), name, **context).body).decode()

    return render


def test_what_people_typed_is_never_markup(show: Any) -> None:
    assert show("{{ x }}", x="<b>") == "&lt;b&gt;"
    assert show('{{ _("Hello {name}", name=x) }}', x="<b>") == "Hello &lt;b&gt;"
    assert show("{{ x }}", x=say("No {name}", name="<b>")) == "No &lt;b&gt;"
    assert show("{% trans name=x %}Hello {{ name }}{% endtrans %}", x="<b>") == "Hello &lt;b&gt;"
    assert "&lt;b&gt;" in show('{{ ui.field("n", x, x, x, x) }}', x='"><b>')
    assert "<b>" not in show('{{ ui.field("n", x, x, x, x) }}', x='"><b>')


def test_markup_among_the_values_stays_and_the_rest_is_escaped(show: Any) -> None:
    text = show('{{ _("{a} & {b}", a=ui.code("x"), b=y) }}', y="<i>")
    assert text == '<code class="ident">x</code> &amp; &lt;i&gt;'


def test_a_name_that_is_not_there_is_an_error_and_not_a_blank(show: Any) -> None:
    with pytest.raises(UndefinedError):
        show("{{ tennant }}")


def test_a_page_is_in_the_language_of_its_reader(show: Any) -> None:
    source = "{{ language }} {{ n|number }} {{ at|date }}"
    french = asking(accept_language="fr-CA")
    assert (
        show(source, french, n=1500, at="2026-01-31T09:00:00.000Z") == "fr 1\u202f500 31 janv. 2026"
    )
    put_frame(french, Frame(language="en"))
    assert show(source, french, n=1500, at="2026-01-31T09:00:00.000Z") == "en 1,500 Jan 31, 2026"


def test_times_are_in_the_zone_of_the_frame_inside_macros_too(show: Any) -> None:
    asked = asking()
    put_frame(asked, Frame(zone="America/Toronto"))
    assert "Jan 31, 2026, 21:05" in show('{{ ui.when("2026-02-01T02:05:00.000Z") }}', asked)


def test_every_form_carries_the_token_of_its_session(show: Any) -> None:
    asked = asking(cookie="releve_session=s3cret")
    page = show('{% call ui.form("/x") %}{% endcall %}', asked)
    assert f'name="csrf_token" value="{token_of("s3cret")}"' in page


@pytest.mark.parametrize("app", APPLICATIONS)
def test_each_application_shows_its_menu_and_who_is_there(show: Any, app: str) -> None:
    asked = asking()
    put_frame(asked, Frame(user="Zoé Roy", tenant="Boréale", apps=frozenset(APPLICATIONS)))
    entry = APPLICATIONS[app].entries[0]
    page = show(f'{{% extends "layout/{app}.html" %}}', asked, place=entry.key)
    assert f'href="{entry.href}" aria-current="page"' in page
    assert "Zoé Roy" in page
    assert "Stop impersonating" not in page


def test_an_impersonation_shows_on_every_page_with_the_way_out(show: Any) -> None:
    asked = asking()
    put_frame(asked, Frame(user="Zoé", tenant="Boréale", impersonator="op"))
    page = show('{% extends "layout/admin.html" %}', asked)
    assert "op is acting as Zoé in Boréale" in page
    assert 'action="/impersonation/stop"' in page


def test_a_place_that_is_not_allowed_is_not_in_the_menu(show: Any) -> None:
    asked = asking()
    put_frame(asked, Frame(user="Zoé", places=frozenset({"employees"})))
    page = show('{% extends "layout/admin.html" %}', asked)
    assert "/admin/employees" in page
    assert "/admin/roles" not in page


def test_a_refusal_is_shown_with_every_reason_and_the_next_step(shell: Shell) -> None:
    error = Refused(say("No."), say("Try later."), reasons=[say("One."), say("Two.")])
    response = shell.error(asking(), error, status=409, request_id="r-7")
    page = bytes(response.body).decode()
    assert response.status_code == 409
    for text in ("No.", "One.", "Two.", "Try later.", "r-7"):
        assert text in page


def test_every_state_has_a_word(show: Any) -> None:
    show("{% for s in all %}{{ ui.run(s) }}{% endfor %}", all=list(RunState))
    show("{% for s in all %}{{ ui.verb(s) }}{% endfor %}", all=list(Verb))
    show("{% for s in all %}{{ ui.side(s) }}{% endfor %}", all=list(Side))
    assert "Single access" in show(
        "{% for s in all %}{{ ui.bcp_type(s) }}{% endfor %}", all=list(BcpType)
    )


@pytest.mark.parametrize(
    ("total", "skip", "shown"),
    [
        (1, 0, "1–1 of 1"),
        (120, 100, "101–120 of 120"),
        (5000, 0, "1–50 of 5,000"),
    ],
)
def test_a_pager_counts_exactly(show: Any, total: int, skip: int, shown: str) -> None:
    assert shown in show("{{ ui.pager(total, skip, 50) }}", total=total, skip=skip)


def test_a_pager_of_nothing_says_nothing(show: Any) -> None:
    """The page says in its own words that there is nothing."""
    assert not show("{{ ui.pager(0, 0, 50) }}").strip()


def test_a_column_turns_round_when_it_is_the_order_already(show: Any) -> None:
    asked = asking("/list", "q=a&skip=50")
    assert "/list?q=a&amp;sort=name" in show('{{ ui.column("Name", "name", "") }}', asked)
    assert "/list?q=a&amp;sort=-name" in show('{{ ui.column("Name", "name", "name") }}', asked)
    assert 'aria-sort="descending"' in show('{{ ui.column("Name", "name", "-name") }}', asked)


def test_an_address_keeps_what_is_not_changed() -> None:
    here = Here(asking("/list", "q=a b&skip=50&sort=name"))
    assert here() == "/list?q=a+b&skip=50&sort=name"
    assert here(q=None) == "/list?sort=name"
    assert here(skip=100) == "/list?q=a+b&sort=name&skip=100"


@pytest.mark.parametrize(
    "url",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/\n/x"],
)
def test_nobody_is_sent_to_another_host(shell: Shell, url: str) -> None:
    assert local(url) == "/"
    assert shell.redirect(asking(), url).headers["location"] == "/"


def test_a_flash_is_shown_once(client: Browser) -> None:
    sent = client.post("/take", data={"name": "<b>"})
    assert "HttpOnly" in sent.headers["set-cookie"]
    assert "SameSite=lax" in sent.headers["set-cookie"]
    assert "Saved: &lt;b&gt;" in client.get("/").text
    assert "Saved" not in client.get("/").text


def test_a_flash_that_we_did_not_write_is_nothing() -> None:
    flashes = [Flash("Saved.", Tone.GOOD), Flash("But.", Tone.WARN)]
    assert flash.read(flash.written(flashes)) == flashes
    for forged in ("", "%%%", "bnVsbA==", "W1siZXZpbCIsIngiXV0=", "é"):
        assert flash.read(forged) == []


def test_an_htmx_form_is_led_to_a_whole_page(shell: Shell) -> None:
    response = shell.redirect(asking(hx_request="true"), "/tm/tenants")
    assert (response.status_code, response.headers["hx-redirect"]) == (204, "/tm/tenants")


def test_the_switcher_remembers_a_known_language_only(shell: Shell) -> None:
    known = shell.switch_language(asking(), "fr", "/tm/tenants")
    assert known.headers["location"] == "/tm/tenants"
    assert "releve_language=fr" in known.headers["set-cookie"]
    assert "set-cookie" not in shell.switch_language(asking(), "xx", "/").headers


def test_the_theme_is_remembered_if_there_is_such_a_theme(shell: Shell) -> None:
    known = shell.switch_theme(asking(), "dark", "/tm/tenants")
    assert known.headers["location"] == "/tm/tenants"
    assert "releve_theme=dark" in known.headers["set-cookie"]
    assert "set-cookie" not in shell.switch_theme(asking(), "neon", "/").headers


@pytest.mark.parametrize(
    ("cookie", "scheme", "media"),
    [
        ("", "light dark", 'media="screen and (prefers-color-scheme: dark)"'),
        ("device", "light dark", 'media="screen and (prefers-color-scheme: dark)"'),
        ("neon", "light dark", 'media="screen and (prefers-color-scheme: dark)"'),
        ("dark", "dark", 'media="screen"'),
        ("light", "light", ""),
    ],
)
def test_the_dark_is_linked_for_whom_it_is(show: Any, cookie: str, scheme: str, media: str) -> None:
    page = show('{% extends "layout/plain.html" %}', asking(cookie=f"releve_theme={cookie}"))
    assert f'<meta name="color-scheme" content="{scheme}">' in page
    assert ("dark.css" in page) is bool(media)
    assert media in page


def test_no_two_places_that_one_person_sees_have_the_same_letter() -> None:
    for apps in (("tm",), ("admin", "studio")):
        letters = [entry.letter for app in apps for entry in APPLICATIONS[app].entries]
        assert len({*letters, "g", "h"}) == len(letters) + 2, letters
        assert all(len(one) == 1 and one.isalpha() for one in letters)


def test_a_moment_is_told_to_the_second_here_and_in_utc(show: Any) -> None:
    asked = asking()
    put_frame(asked, Frame(zone="Europe/Paris"))
    told = show('{{ ui.when("2026-02-01T02:05:09.000Z") }}', asked)
    assert "03:05:09" in told
    assert "02:05:09 (UTC)" in told
    assert show('{{ ui.when("2026-02-01T02:05:09.000Z") }}').count("02:05:09 (UTC)") == 1


def test_one_block_can_be_had_alone(show: Any) -> None:
    source = '{% extends "layout/admin.html" %}{% block content %}only {{ ui.icon("key") }}{% endblock %}'
    assert show(source, block="content").startswith("only <svg")
