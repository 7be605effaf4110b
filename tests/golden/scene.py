"""A house with everything in it that an address may name, and somebody of every sort who asks."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from releve.demo.roles import ROLES as DEMO_ROLES
from releve.domain.kind import Ref
from releve.domain.kinds import KINDS
from tests.helpers.bodies import minimal_body
from tests.helpers.houses import Hands, Paired, Story, living_house, work_off
from tests.helpers.scripts import one, web
from tests.helpers.tokens import TERMS, Key, by_password, make_key, tokens_of

#: Column → the role of the employee: four as every new tenant has them, two as the demo's company made them.
ROLES = {
    "admin": "Administrator",
    "manager": "Manager",
    "agent": "Agent",
    "evaluator": "Evaluator",
    "bcp_admin": "BCP Administrator",
    "script_dev": "Script Developer",
    "no_rights": "Nobody",
}
CALLERS = ("nobody", "operator", "support", *ROLES, "stranger")

#: Kinds of which a new tenant has none and the addresses of the field's API name one; what is referred to comes first.
_MADE = (
    "campaign",
    "unavailable_code",
    "disposition",
    "group",
    "hours",
    "message_template",
    "address_book",
    "workflow_data",
)
_PEOPLE = b"Username,First Name,Last Name,Email Address,Role Name\nmax,Max,Oaks,max@larkmont.example,Agent\n"


class Scene(NamedTuple):
    """`tokens`: who asks → the token of their session. `keys` and `programs`: of those who work in a tenant, an access
    key, and what programs were given for it. `ids`: what an address calls a thing → its id in Acme."""

    folder: Path
    tokens: Mapping[str, str]
    keys: Mapping[str, Key]
    programs: Mapping[str, Mapping[str, Any]]
    ids: Mapping[str, str]
    paired: Paired


def make_scene(folder: Path) -> Scene:
    """Acme and its BCP tenant, synced; and Orbit, where the stranger may do everything."""
    folder.mkdir()
    with living_house(folder, Hands()) as house:
        story = Story(replace(house, terms=TERMS), Hands())
        paired = story.pair()
        token = _everything_on(story, paired)
        ids = _things(story, paired, token)
        keys = {**_people(story, token), "stranger": _stranger(story, paired)}
        ids["access-keys"] = keys["script_dev"].id
        _as_new(story, paired, "Administrator")
        impersonation = f"/tenants/{paired.primary}/impersonation"
        support = story.done("POST", impersonation, paired.operator)["token"]
        tokens = {"nobody": "", "operator": paired.operator, "support": support}
        tokens |= {name: by_password(story, name) for name in keys}
        programs = {name: tokens_of(story, key) for name, key in keys.items()}
    return Scene(folder, tokens, keys, programs, ids, paired)


def _everything_on(story: Story, paired: Paired) -> str:
    """The workflow of scripts is on; a token of somebody who may do everything."""
    story.done("PUT", "/studio/settings", paired.inside, {"steps": True})
    return story.step_in(paired.operator, paired.primary)


def _role(story: Story, token: str, name: str) -> str:
    found = story.done("GET", f"/entities/role?search={name}", token)["items"]
    return str(next(one["id"] for one in found if one["body"]["roleName"] == name))


def _as_new(story: Story, paired: Paired, name: str) -> None:
    """The role is as a new tenant has it; Acme's administrator had been given more."""
    fresh = story.tenant(paired.operator, "Fresh")
    there = story.done("POST", f"/tenants/{fresh}/impersonation", paired.operator)["token"]
    new = story.done("GET", f"/entities/role/{_role(story, there, name)}", there)["body"]
    path = f"/entities/role/{_role(story, paired.inside, name)}"
    body = story.done("GET", path, paired.inside)["body"]
    story.done("PUT", path, paired.inside, {**body, "permissions": new["permissions"]})


def _people(story: Story, token: str) -> dict[str, Key]:
    """An employee with each role, and an access key for each."""
    for sequence, name in enumerate(("BCP Administrator", "Script Developer", "Nobody"), start=10):
        held = DEMO_ROLES[name][1] if name in DEMO_ROLES else {}
        lines = [{"permission": one, "actions": list(acts)} for one, acts in held.items()]
        body = {"roleName": name, "displayName": name, "status": "ACTIVE", "sequence": sequence}
        story.done("POST", "/entities/role", token, {**body, "permissions": lines})
    return {
        name: make_key(story, token, _employ(story, token, name, ROLES[name])) for name in ROLES
    }


def _employ(story: Story, token: str, username: str, role: str) -> str:
    """Somebody with a role and a password."""
    made = story.employee(token, username)
    body = story.done("GET", f"/entities/employee/{made}", token)["body"]
    body["roleUUID"] = _role(story, token, role)
    story.done("PUT", f"/entities/employee/{made}", token, body)
    return made


def _stranger(story: Story, paired: Paired) -> Key:
    """The administrator of another company, who may do everything there."""
    orbit = story.tenant(paired.operator, "Orbit", "ca1")
    story.set_up(paired.operator, orbit, story.tenant(paired.operator, "Orbit BCP", "eu1"))
    inside = story.step_in(paired.operator, orbit)
    story.done("PUT", "/studio/settings", inside, {"steps": True})
    inside = story.step_in(paired.operator, orbit)
    return make_key(story, inside, _employ(story, inside, "stranger", "Administrator"))


def _things(story: Story, paired: Paired, token: str) -> dict[str, str]:
    """One of everything, in Acme."""
    sam = story.employee(token, "sam")
    ids = {"employees": sam, "tenants": paired.primary, "chains": paired.primary}
    ids |= _kinds(story, token)
    ids |= _studio(story, token)
    ids["runs"] = story.sync(token)["id"]
    story.done("POST", "/switch/drills", token, {})
    ids["plans"] = story.done("POST", "/sync/plans", token)["id"]
    ids |= _uploads(story, token)
    ids["bcp"] = story.done("POST", f"/tenants/{paired.primary}/bcp", paired.operator)["id"]
    by_password(story, "sam")
    [session] = story.done("GET", f"/employees/{sam}/sessions", token)["items"]
    ids["sessions"] = session["id"]
    ids["password"] = story.done("POST", f"/employees/{sam}/password-link", token)["token"]
    return ids


def _body(kind: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """The least that is taken, with what it refers to."""
    fields = KINDS[kind].fields
    there = {one.name: ids[one.kind] for one in fields if isinstance(one, Ref) and one.required}
    return {**minimal_body(KINDS[kind]), **there}


def _kinds(story: Story, token: str) -> dict[str, str]:
    """Of every kind that has some, one."""
    story.done("POST", "/entities/skill", token, {"skillName": "Lanterns", "mediaTypeId": 4})
    story.done("POST", "/entities/tag", token, {"tagName": "Fog"})
    role = {"roleName": "Watch", "displayName": "Watch", "status": "ACTIVE", "sequence": 9}
    ids = {"role": story.done("POST", "/entities/role", token, role)["id"]}
    for kind in _MADE:
        ids[kind] = story.done("POST", f"/entities/{kind}", token, _body(kind, ids))["id"]
    for kind in KINDS:
        if items := story.done("GET", f"/entities/{kind}", token)["items"]:
            ids.setdefault(kind, items[0]["id"])
    return ids


def _studio(story: Story, token: str) -> dict[str, str]:
    """A script that is published and asks an outside system, and a later draft of it."""
    for url in ("https://crm.example/cases", "https://crm.example/people"):
        raw = web("REST_API", [one("ServiceAddress", url)], header={"scriptName": "Crm"})
        story.done("POST", "/scripts/import", token, content=raw)
        if "people" not in url:
            _act(story, token, "review")
            _act(story, token, "publish")
    [script] = story.done("GET", "/entities/script", token)["items"]
    [line] = story.done("GET", "/outside-identifiers", token)["items"]
    draft = next(one for one in _versions(story, token) if one["step"] == "draft")
    return {
        "script": script["id"],
        "scripts": script["id"],
        "outside": line["id"],
        "workflow": draft["id"],
    }


def _versions(story: Story, token: str) -> list[dict[str, Any]]:
    return list(story.done("GET", "/scripts/workflow", token)["items"])


def _act(story: Story, token: str, act: str) -> None:
    [version] = _versions(story, token)
    path = f"/scripts/workflow/{version['id']}/{act}?expect={version['version']}"
    story.done("POST", path, token)


def _uploads(story: Story, token: str) -> dict[str, str]:
    sent = story.done("POST", "/employees/uploads?name=people.csv", token, content=_PEOPLE)
    work_off(story.house)
    return {"uploads": sent["id"]}
