"""The tokens of the person at the command line, in their configuration folder, readable by nobody else.

Tokens of one server are a stack: stepping into a tenant puts one on top, stepping out takes it away again.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from releve.cli.local import why_not
from releve.domain.errors import Invalid
from releve.domain.say import say

DEFAULT_SERVER = "http://127.0.0.1:8321"


@dataclass(frozen=True, slots=True)
class TokenFile:
    """`path` need not exist. What is written is whole or not written."""

    path: Path

    @property
    def server(self) -> str:
        """The server that was logged in to last."""
        return str(self._read().get("server") or DEFAULT_SERVER)

    def top(self, server: str) -> str:
        """The token in use, empty when nobody is logged in."""
        stack = self._stack(server)
        return stack[-1] if stack else ""

    def push(self, server: str, token: str, *, anew: bool = False) -> None:
        """Use this token from now on; `anew` forgets those before it."""
        self._write(server, [*([] if anew else self._stack(server)), token])

    def pop(self, server: str) -> None:
        """Go back to the token before it."""
        self._write(server, self._stack(server)[:-1])

    def _stack(self, server: str) -> list[str]:
        return list(self._read().get("tokens", {}).get(server.rstrip("/"), []))

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        except OSError as fault:
            raise self._no_use(fault) from fault
        return found if isinstance(found, dict) else {}

    def _write(self, server: str, stack: list[str]) -> None:
        server = server.rstrip("/")
        content = self._read()
        tokens = {**content.get("tokens", {}), server: stack}
        content = {
            "server": server,
            "tokens": {name: kept for name, kept in tokens.items() if kept},
        }
        try:
            self._put(json.dumps(content))
        except OSError as fault:
            raise self._no_use(fault) from fault

    def _put(self, text: str) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        fresh.replace(self.path)

    def _no_use(self, fault: OSError) -> Invalid:
        return Invalid(
            say(
                "The file with your tokens, {file}, cannot be used: {why}.",
                file=self.path,
                why=why_not(fault),
            ),
            say("Name another one with RELEVE_TOKEN_FILE."),
        )


def token_file(environ: dict[str, str]) -> TokenFile:
    """`RELEVE_TOKEN_FILE`, else `releve/tokens.json` in the configuration folder of the person."""
    if named := environ.get("RELEVE_TOKEN_FILE"):
        return TokenFile(Path(named))
    base = environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".config"
    return TokenFile(Path(base) / "releve" / "tokens.json")
