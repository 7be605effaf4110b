"""The field's own API for tests, in short words."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.helpers.houses import Story

BASE = "/inContactAPI/services/v28.0"
#: The doors that stand beside it.
OWN = (
    "/incontactapi",
    "/user-management",
    "/authorization",
    "/dr-manager",
    "/tenants",
    "/dfo",
    "/config",
    "/branding-profiles/current",
    "/schedules",
)


@dataclass(frozen=True)
class Field:
    """A client of the field with a token."""

    story: Story
    token: str

    def ask(self, method: str, path: str, body: Any = None, **rest: Any) -> httpx.Response:
        """`path` is of the ACD unless it names a door of its own (`/user-management…`)."""
        whole = path if path.lower().startswith(OWN) else BASE + path
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= rest.pop("headers", {})
        if body is not None:
            rest["json"] = body
        return self.story.http.request(method, whole, headers=headers, **rest)

    def done(self, method: str, path: str, body: Any = None, status: int = 200, **rest: Any) -> Any:
        """What is answered; a test fails here unless the status is the one expected."""
        answer = self.ask(method, path, body, **rest)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def get(self, path: str, **query: Any) -> Any:
        return self.done("GET", path, params=query)

    def make(self, plural: str, results: str, id: str, *bodies: Any) -> list[Any]:
        """Create several in one call, and return their ids; a test fails here if one is refused."""
        answer = self.done("POST", f"/{plural}", {plural: list(bodies)})
        assert answer["errorCount"] == 0, answer
        return [one[id] for one in answer[results]]

    def skill(self, name: str, media: int = 4, **more: Any) -> int:
        body = {"skillName": name, "mediaTypeId": media, **more}
        return int(self.make("skills", "skillsResults", "skillId", body)[0])

    def v1(self, kind: str, id: object) -> Any:
        """The same thing at our own door."""
        return self.story.done("GET", f"/entities/{kind}/{id}", self.token)["body"]


def shape_of(row: Any) -> Any:
    """Names and JSON types, and nothing else, to compare with what was read and accepted."""
    if isinstance(row, dict):
        return {name: shape_of(value) for name, value in row.items()}
    if isinstance(row, list):
        return [shape_of(row[0])] if row else []
    names = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}
    return names[type(row)]
