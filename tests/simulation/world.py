"""A pair in files of its own, and what can be chosen at random in its two tenants."""

import datetime
import shutil
import tempfile
import uuid
from dataclasses import replace
from pathlib import Path

from releve.domain.clock import stamp
from releve.domain.entities import Draft, Entity
from releve.domain.kind import Body
from releve.domain.kinds import KINDS, checked
from releve.domain.store import Credential, RegionalStore
from tests.helpers.acts import Acts, careless
from tests.helpers.twins import NOW, key_of, person, script, two_regions

#: kind → the field that names its entities.
NAMED = {
    "tag": "tagName",
    "hours": "hoursOfOperationProfileName",
    "skill": "skillName",
    "script": "path",
    "team": "name",
}

NAMED_SO = ["Day", "Night", "VIP", "Home", "East", "West"]

#: kind → a field that nothing depends on.
SAID = {
    "tag": "notes",
    "hours": "description",
    "skill": "notes",
    "script": "content",
    "team": "description",
    "employee": "notes",
}


class World:
    """The pair, and short words for what is random about it. Every choice is a number, reduced to what there is."""

    def __init__(self, template: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="releve-model-"))
        shutil.copytree(template, self.folder, dirs_exist_ok=True)
        self.now = NOW
        stores = two_regions(self.folder)
        for store in stores:
            careless(store)
        primary, bcp, pair = (str(uuid.UUID(int=n + 1)) for n in range(3))
        self.twins = Acts(*stores, primary, bcp, pair, clock=lambda: self.now)
        self.role = self.twins.put("role", {"roleName": "Agent 2"})
        self.team = self.twins.put("team", {"name": "First"})
        alt = self.twins.alt("team", self.team)
        self.people = [
            self.twins.put("employee", person(f"{name}@larkmont.example", alt, self.role))
            for name in ("eva.dion", "luc.roy", "ana.paz")
        ]

    def close(self) -> None:
        self.twins.there.close()
        self.twins.here.close()
        shutil.rmtree(self.folder)

    def wait(self, seconds: int) -> None:
        self.now += datetime.timedelta(seconds=seconds)

    def body(self, kind: str, name: str, refer: int | None) -> Body:
        if kind == "skill":
            points = {} if refer is None else {"scriptId": self.reference("script", refer)}
            return {"skillName": name, "mediaTypeId": 4, **points}
        if kind == "script":
            return script(name, self.code(refer))
        return {NAMED[kind]: name}

    def code(self, refer: int | None) -> str:
        """A script that names a skill, takes its parameter for something, hands an id to another script, or its parameter."""
        if refer is None:
            return "bus=7314250"
        path = NAMED_SO[refer // 5 % len(NAMED_SO)]
        kind = ("skill", "tag")[refer % 2]
        said = (
            f"skill={self.reference('skill', refer)}",
            f"takes:{kind}",
            f"call:{path}({self.reference('skill', refer)})",
            f"call:{path}({self.reference('tag', refer)})",
            f"call:{path}(p)",
        )
        return f"bus=7314250 {said[refer % len(said)]}"

    def reference(self, kind: str, which: int) -> str:
        """An id of the kind, alive or dead, or at times of nothing at all."""
        with self.twins.there.reading() as tx:
            found = tx.entities.changed(self.twins.primary, after=0, kinds=[kind])
            ids = [entity.id for entity in found]
        return ids[which % len(ids)] if ids and which % 7 else "4711"

    def ids(self, tenant: str, kind: str) -> list[str]:
        with self._store(tenant).reading() as tx:
            return [entity.id for entity in tx.entities.all(tenant, kind)]

    def pick(self, tenant: str, kind: str, which: int) -> str | None:
        ids = self.ids(tenant, kind)
        return ids[which % len(ids)] if ids else None

    def tombstone(self, tenant: str, kind: str, which: int) -> Entity | None:
        """Something that can be brought back: nobody stands under its name."""
        with self._store(tenant).reading() as tx:
            found = tx.entities.changed(tenant, after=0, kinds=[kind])
            gone = [one for one in found if one.deleted]
        one = gone[which % len(gone)] if gone else None
        return one if one and self.is_free(tenant, kind, one.body) else None

    def living(self, tenant: str, kind: str) -> list[Entity]:
        with self._store(tenant).reading() as tx:
            return list(tx.entities.all(tenant, kind))

    def populate(self, names: list[str]) -> None:
        """Something of every kind under each of the names, as far as they are free."""
        for kind in NAMED:
            bodies = [self.body(kind, name, n) for n, name in enumerate(names, 1)]
            primary = self.twins.primary
            free = [one for one in bodies if self.is_free(primary, kind, one)]
            self.write(primary, [Draft(kind, checked(KINDS[kind], one)) for one in free])

    def say_of_all(self, tenant: str, kind: str, said: str) -> None:
        """Somebody edits everything of a kind at once."""
        field = SAID[kind]
        self.write(
            tenant,
            [Draft(kind, {**e.body, field: said}, e.id) for e in self.living(tenant, kind)],
        )

    def bury(self, kind: str) -> None:
        """Somebody deletes everything of a kind of the primary at once."""
        ids = [one for one in self.ids(self.twins.primary, kind) if one != self.team]
        if ids:
            self.twins.delete(kind, *ids)

    def exchange(self, kind: str, one: str, other: str) -> None:
        """Two of the primary take each other's name."""
        field, put = NAMED[kind], self.twins.put
        first, second = self.twins.get(kind, one).body, self.twins.get(kind, other).body
        put(kind, {**first, field: "Between"}, one)
        put(kind, {**second, field: first[field]}, other)
        put(kind, {**first, field: second[field]}, one)

    def write(self, tenant: str, drafts: list[Draft]) -> None:
        if drafts:
            with self._store(tenant).writing() as tx:
                tx.entities.put(tenant, drafts, by="eva", at=stamp(self.now))

    def touch_over_there(self, said: str) -> None:
        """Somebody works in the BCP tenant for a moment."""
        named = {"tagName": "Meanwhile"}
        with self.twins.here.reading() as tx:
            found = tx.entities.by_key(self.twins.bcp, "tag", key_of("tag", named))
        body = {**(found.body if found else named), "notes": said}
        self.twins.put_over_there("tag", body, found.id if found else None)

    def read_over_there(self, kind: str, id: str) -> Body:
        with self.twins.here.reading() as tx:
            return tx.entities.many(self.twins.bcp, kind, [id])[id].body

    def is_free(self, tenant: str, kind: str, body: Body, id: str | None = None) -> bool:
        with self._store(tenant).reading() as tx:
            holder = tx.entities.by_key(tenant, kind, key_of(kind, body))
        return holder is None or holder.id == id

    def let_in(self, who: str, username: str, hash: str) -> None:
        """An employee of the primary gets a login, unless somebody else has this user name."""
        primary, at = self.twins.primary, stamp(self.now)
        with self.twins.there.writing() as tx:
            found = tx.credentials.named(primary, employees=(), usernames=(username,))
            if all(one.employee == who for one in found):
                tx.credentials.put([Credential(primary, who, username, hash, changed_at=at)])

    def exchange_logins(self, one: str, other: str) -> None:
        """Two employees of the primary take each other's user name."""
        with self.twins.there.writing() as tx:
            first = tx.credentials.get(self.twins.primary, one)
            second = tx.credentials.get(self.twins.primary, other)
            if first is not None and second is not None and first != second:
                tx.credentials.put(
                    [
                        replace(first, username=second.username),
                        replace(second, username=first.username),
                    ]
                )

    def let_in_over_there(self, which: int, hash: str, username: str = "") -> None:
        """Somebody gives an employee of the BCP tenant another password there, or another user name."""
        bcp = self.twins.bcp
        with self.twins.here.writing() as tx:
            found = sorted(tx.credentials.changed(bcp, after=0), key=lambda one: one.employee)
            if found:
                one = found[which % len(found)]
                if any(other.username == username for other in found):
                    username = ""
                at, named = stamp(self.now), username or one.username
                tx.credentials.put([Credential(bcp, one.employee, named, hash, changed_at=at)])

    def locals(self, kind: str) -> list[str]:
        """What lives in the BCP tenant and is nobody's counterpart."""
        with self.twins.here.reading() as tx:
            ours = set(tx.ids.load(self.twins.primary, self.twins.bcp).of(kind).values())
        return [one for one in self.ids(self.twins.bcp, kind) if one not in ours]

    def heal(self) -> None:
        """Take away the causes of holding back: what dangles in the primary, what is local over there."""
        for skill in self.ids(self.twins.primary, "skill"):
            self.twins.edit("skill", skill, scriptId=0)
        for entry in self.ids(self.twins.primary, "script"):
            self.twins.edit("script", entry, content="bus=7314250")
        for team in self.ids(self.twins.primary, "team"):
            body = self.twins.get("team", team).body
            self.twins.put(
                "team", {name: body[name] for name in body.keys() - {"leadUserId"}}, team
            )
        agents = set(self.ids(self.twins.primary, "employee"))
        skills = set(self.ids(self.twins.primary, "skill"))
        for assignment in self.ids(self.twins.primary, "agent_skill"):
            body = self.twins.get("agent_skill", assignment).body
            if str(body["skillId"]) not in skills or str(body["agentId"]) not in agents:
                self.twins.delete("agent_skill", assignment)
        for kind in [*NAMED, "agent_skill", "employee"]:
            if local := self.locals(kind):
                self.twins.delete_over_there(kind, *local)

    def _store(self, tenant: str) -> RegionalStore:
        return self.twins.there if tenant == self.twins.primary else self.twins.here
