"""A terminal at which commands are typed, and a house that they reach without a network."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from releve.cli.main import program
from releve.cli.outfit import Outfit
from releve.cli.told import Told
from tests.helpers.houses import PASSWORD, Hands, InProcess, Story, at_once, copied_house

TOKENS = "tokens.json"


@dataclass
class Terminal:
    """`secrets` is what the person types where letters are hidden."""

    story: Story
    folder: Path
    secrets: list[str] = field(default_factory=list)
    out: str = ""
    status: int = 0

    def token(self) -> str:
        """What they are logged in with."""
        [stack] = json.loads((self.folder / TOKENS).read_text())["tokens"].values()
        return str(stack[-1])

    def type(self, *words: object, typed: str = "", **environ: str) -> str:
        """What a command prints. An error is raised, as the program's last line of defence would see it. `typed` is
        what they answer to what is asked with letters that are seen."""
        outfit = Outfit(
            {"RELEVE_TOKEN_FILE": str(self.folder / TOKENS), "LANG": "en", **environ},
            InProcess(self.story.app),
            lambda _: self.secrets.pop(0),
        )
        result = CliRunner().invoke(
            program(),
            [str(word) for word in words],
            obj=outfit,
            input=f"{typed}\n" if typed else None,
            env={"COLUMNS": environ.get("COLUMNS", "200")},
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.out, self.status = result.output, result.exit_code
        return self.out

    def json(self, *words: object, **environ: str) -> Any:
        return json.loads(self.type(*words, "--json", **environ))

    def shown(self, *words: object, **environ: str) -> str:
        """The same in a French terminal of the usual width."""
        return self.type(*words, **{"LANG": "fr", "COLUMNS": "80", **environ})

    def told(self, *words: object, typed: str = "") -> Told:
        with pytest.raises(Told) as caught:
            self.type(*words, typed=typed)
        return caught.value

    def operator(self) -> None:
        self.secrets.append(PASSWORD)
        self.type("login", "--operator", "noor")


@pytest.fixture
def terminal(story: Story, tmp_path: Path) -> Terminal:
    return Terminal(story, tmp_path)


@pytest.fixture(scope="session")
def typed(empty_house: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with the house and the tokens of somebody who has made Acme and its BCP tenant with commands
    alone and is inside Acme; and the passkey."""
    folder, hands = tmp_path_factory.mktemp("typed"), Hands()
    with copied_house(empty_house, folder / "house", hands) as house:
        terminal = Terminal(Story(house, hands), folder)
        terminal.operator()
        terminal.type("tenants", "create", "Acme", "--region", "ca1")
        terminal.type("tenants", "create", "Acme BCP", "--region", "eu1")
        enable = ("bcp", "enable", "acme", "--region", "eu1", "--dr-tenant", "Acme BCP")
        passkey: str = terminal.json(*enable)["passkey"]
        assert terminal.json("bcp", "enable", "Acme BCP")["passkey"] is None
        terminal.type("impersonate", "Acme")
        terminal.type("roles", "grant", "Administrator", "--bcp")
    return folder, passkey


@pytest.fixture
def paired(typed: tuple[Path, str], tmp_path: Path) -> Iterator[tuple[Terminal, str]]:
    """That person's terminal, and the passkey."""
    folder, passkey = typed
    shutil.copy(folder / TOKENS, tmp_path)
    hands = Hands()
    with copied_house(folder / "house", tmp_path / "house", hands) as house:
        yield Terminal(Story(at_once(house), hands, fresh=False), tmp_path), passkey
