"""One's own account, the help for others, and who could work there tonight, at a terminal."""

from tests.helpers.authenticators import set_up, token_of
from tests.helpers.houses import PASSWORD
from tests.house.cli.conftest import Terminal
from tests.house.cli.test_sync_trust import inside

NEW = "brume-violette-sur-lac"


def test_a_person_changes_their_password_and_stays_logged_in(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    terminal.story.employee(inside(terminal), "zoe")
    token_of(terminal.story, "zoe")
    terminal.secrets += [PASSWORD, PASSWORD, NEW]
    terminal.type("login", "zoe")
    assert len(terminal.json("account", "sessions")["items"]) == 2
    assert "Your password is changed." in terminal.type("account", "password")
    [only] = terminal.json("account", "sessions")["items"]
    assert only["own"]
    assert terminal.json("whoami")["username"] == "zoe"


def test_a_session_is_ended_by_the_beginning_of_its_id(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    terminal.story.employee(inside(terminal), "zoe")
    other = token_of(terminal.story, "zoe")
    terminal.secrets.append(PASSWORD)
    terminal.type("login", "zoe")
    found = terminal.json("account", "sessions")["items"]
    theirs = next(one["id"] for one in found if not one["own"])
    assert "begin with" in str(terminal.told("account", "end", "zzz"))
    terminal.type("account", "end", theirs[:12])
    assert terminal.story.ask("GET", "/me", other).status_code == 401


def test_who_has_a_second_factor_is_asked_for_its_code(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    story = terminal.story
    story.employee(inside(terminal), "zoe")
    app, codes, _ = set_up(story, token_of(story, "zoe"))
    story.hands.turn(seconds=30)
    terminal.secrets += [PASSWORD, app.code()]
    assert "Logged in to Acme." in terminal.type("login", "zoe")
    terminal.secrets.append(PASSWORD)
    terminal.type("login", "zoe", RELEVE_CODE=codes[0])
    assert terminal.json("whoami")["username"] == "zoe"


def test_a_link_stands_on_one_line_however_narrow_the_terminal(
    paired: tuple[Terminal, str],
) -> None:
    terminal, _ = paired
    terminal.story.employee(inside(terminal), "zoe")
    whole = terminal.json("employees", "link", "zoe")["address"]
    shown = terminal.type("employees", "link", "zoe", COLUMNS="40").splitlines()
    assert [len(line) for line in shown if "/login/password/" in line] == [len(whole)]


def test_sessions_name_the_browser_in_the_words_of_the_console(
    paired: tuple[Terminal, str],
) -> None:
    terminal, _ = paired
    terminal.story.employee(inside(terminal), "zoe")
    browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
    told = {"username": "zoe", "password": PASSWORD}
    assert terminal.story.http.post("/api/v1/login", json=told, headers=browser).is_success
    assert "Firefox sur Linux" in terminal.type("employees", "sessions", "zoe", LANG="fr")


def test_an_administrator_helps_and_sees_who_could_work_there(paired: tuple[Terminal, str]) -> None:
    terminal, _ = paired
    terminal.story.employee(inside(terminal), "zoe", "single")
    link = terminal.json("employees", "link", "zoe")
    assert link["address"].endswith(link["token"])
    set_up(terminal.story, token_of(terminal.story, "zoe"))
    assert len(terminal.json("employees", "sessions", "zoe")["items"]) == 1
    assert terminal.json("employees", "sessions", "zoe", "--end") == {"ended": 1}
    terminal.type("employees", "reset-factor", "zoe")
    told = terminal.json("tonight", "zoe")
    assert (told["asked"], told["can"], told["counts"]) == (1, 0, {"not_there": 1})
    assert "Pas encore dans le locataire BCP" in terminal.type("tonight", LANG="fr")
    assert terminal.json("tonight", "--reason", "can")["items"] == []
