"""An authenticator app, as it lies in somebody's pocket."""

import base64
from typing import Any

from releve.access import totp
from tests.helpers.houses import PASSWORD, Story


class App:
    """Knows a secret, and shows codes of it by the clock of the story."""

    def __init__(self, story: Story, secret: str) -> None:
        self._story = story
        plain = secret.replace(" ", "")
        self.secret = base64.b32decode(plain + "=" * (-len(plain) % 8))

    def code(self, *, steps_on: int = 0) -> str:
        return totp.code_at(self.secret, totp.step_at(self._story.hands()) + steps_on)


def set_up(story: Story, token: str) -> tuple[App, list[str], str]:
    """Set up a second factor in My profile: the app, the recovery codes, and the token that goes on."""
    offer = story.done("POST", "/me/second-factor", token, {"password": PASSWORD})
    app = App(story, offer["secret"])
    first = {"proof": offer["proof"], "code": app.code()}
    done = story.done("POST", "/me/second-factor/code", token, first)
    return app, done["recoveryCodes"], done["token"]


def log_in(story: Story, username: str, password: str = PASSWORD) -> Any:
    return story.done("POST", "/login", body={"username": username, "password": password})


def token_of(story: Story, username: str) -> str:
    """Of somebody without a second factor who need not choose."""
    return str(log_in(story, username)["token"])
