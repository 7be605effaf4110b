"""Tokens at rest: readable by nobody else, a stack for each server."""

from pathlib import Path

from releve.cli.tokens import DEFAULT_SERVER, TokenFile, token_file

HERE, THERE = "http://here.test", "http://there.test"


def test_a_token_is_kept_where_nobody_else_can_read_it(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "releve" / "tokens.json")
    file.push(HERE, "t1")
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert file.path.parent.stat().st_mode & 0o777 == 0o700
    assert (file.server, file.top(HERE + "/")) == (HERE, "t1")


def test_stepping_out_goes_back_to_the_token_before(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens.json")
    file.push(HERE, "operator")
    file.push(HERE, "inside")
    file.pop(HERE)
    assert file.top(HERE) == "operator"
    file.pop(HERE)
    file.pop(HERE)
    assert file.top(HERE) == ""


def test_a_new_login_forgets_the_tokens_before_it(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens.json")
    file.push(HERE, "old")
    file.push(HERE, "new", anew=True)
    file.pop(HERE)
    assert file.top(HERE) == ""


def test_servers_do_not_see_each_others_tokens(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens.json")
    file.push(HERE, "h")
    file.push(THERE, "t")
    assert (file.top(HERE), file.top(THERE), file.server) == ("h", "t", THERE)


def test_a_broken_file_is_no_obstacle_to_logging_in(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens.json")
    file.path.write_text("[oops")
    assert (file.server, file.top(HERE)) == (DEFAULT_SERVER, "")
    file.push(HERE, "t")
    assert file.top(HERE) == "t"


def test_the_file_lies_in_the_persons_configuration_folder() -> None:
    assert token_file({"HOME": "/home/zoe"}).path == Path("/home/zoe/.config/releve/tokens.json")
    assert token_file({"XDG_CONFIG_HOME": "/x"}).path == Path("/x/releve/tokens.json")
    assert token_file({"RELEVE_TOKEN_FILE": "/y/t"}).path == Path("/y/t")
