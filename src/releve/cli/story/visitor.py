"""Somebody at a server of the story: logs in, is asked which tenant, and asks on in their own name."""

from typing import Any

from releve.cli.client import Client
from releve.cli.story.steps import check
from releve.cli.told import Told
from releve.domain.errors import Code
from releve.domain.say import say


class Visitor:
    """`company` is the primary tenant's name: a server may hold the same usernames in several companies."""

    def __init__(self, api: Client, company: str, password: str) -> None:
        self.api, self._company, self._password = api, company, password

    def as_(self, token: str) -> Client:
        """The same connection in the name of whoever holds the token."""
        self.api.token = token
        return self.api

    def log_in(self, username: str) -> Any:
        """The server's answer, once the company is clear: `logged_in` or `must_choose`. Raises Told."""
        given = {"username": username, "password": self._password}
        answer = self.as_("").post("/login", given)
        if answer["outcome"] == "which_company":
            ours = [one["id"] for one in answer["companies"] if one["name"] == self._company]
            check(
                len(ours) == 1,
                say("The company of the story is among those of {name}.", name=username),
            )
            answer = self.api.post("/login", {**given, "company": ours[0]})
        return answer

    def log_in_at(self, username: str, side: str) -> str:
        """The token of somebody with multiple access, on the side they choose."""
        answer = self.log_in(username)
        check(
            answer["outcome"] == "must_choose", say("{name} may choose the tenant.", name=username)
        )
        tenants = {one["side"]: one["tenant"]["id"] for one in answer["sides"]}
        chosen = self.api.post("/login/choice", {"proof": answer["proof"], "tenant": tenants[side]})
        check(
            chosen["tenant"]["id"] == tenants[side],
            say("{name} lands where they chose.", name=username),
        )
        return str(chosen["token"])

    def refused(self, code: Code, method: str, path: str, body: Any = None) -> Told:
        """What the server says no with. A check fails when it says yes, or no for another reason."""
        try:
            self.api.ask(method, path, json=body)
        except Told as no:
            check(
                no.code is code,
                say("{path} is refused as {code}: {told}", path=path, code=code, told=no.detail),
            )
            return no
        check(False, say("{method} {path} is refused.", method=method, path=path))
        raise AssertionError
