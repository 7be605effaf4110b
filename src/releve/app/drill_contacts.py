"""Would they arrive? Points of contact followed through the tenant that would take over: from the number over its scripts, and
those that these run, to skills, and to people who have them and would get in.

What stands in the scripts is judged as everywhere (`script_facts`); here it is only followed.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from releve.activation.drilling import ContactSeen, SkillSeen, judge_contacts
from releve.app.drill_people import Crowd
from releve.app.drill_samples import CONTACTS, drawn
from releve.app.house import House
from releve.app.pairing import Bond
from releve.app.script_facts import Looking, Read, meant
from releve.domain.drills import Step
from releve.domain.entities import Entity, Excerpt
from releve.domain.kind import NO_ID, Body, natural_key
from releve.domain.kinds import KINDS
from releve.domain.store import Tx

KIND = "point_of_contact"
FIELDS = ("contactAddress", "scriptName", "defaultSkillId", "isActive")

#: So many scripts are read in one drill.
SCRIPTS_MAX = 300


def try_contacts(house: House, bond: Bond, crowd: Crowd, named: Sequence[str]) -> Step:
    """Those named, or some of the active ones. Raises Unavailable if their region does not answer."""
    tenant = bond.at(crowd.there.side)
    with house.regions.of(tenant.region).reading() as tx:
        chosen = list(_chosen(house, tx, tenant.id, named))
        entries = entries_of(tx, tenant.id, [body for _, body in chosen if body is not None])
        walk = Walk(Looking(house, tx, tenant.id))
        cut = walk.over(entries.values())
        trails = {address: trail_of(walk.known, entries, body) for address, body in chosen}
        skills = skills_of(tx, tenant.id, trails.values(), crowd.could)
    return judge_contacts([trail.seen(address, skills, cut) for address, trail in trails.items()])


def _chosen(
    house: House, tx: Tx, tenant: str, named: Sequence[str]
) -> Iterator[tuple[str, Body | None]]:
    """Numbers and addresses, each with its point of contact; None for one that there is not."""
    kind = KINDS[KIND]
    if named:
        for address in dict.fromkeys(named):
            found = tx.entities.by_key(tenant, KIND, natural_key(kind, {"contactAddress": address}))
            yield address, found.body if found else None
        return
    active = [one for one in tx.entities.excerpts(tenant, KIND, FIELDS) if _is_active(one)]
    for one in drawn(house, active, CONTACTS):
        yield str(one.body["contactAddress"]), one.body


def _is_active(one: Excerpt) -> bool:
    return bool(one.body.get("isActive", True))


def _script_key(body: Body) -> str:
    """The key of the script that a point of contact names, "" for none."""
    path = str(body.get("scriptName") or "")
    return natural_key(KINDS["script"], {"path": path}) if path.strip() else ""


def entries_of(tx: Tx, tenant: str, bodies: Iterable[Body]) -> Mapping[str, Entity]:
    """By key, the scripts at which contacts arrive first."""
    found = {
        key: tx.entities.by_key(tenant, "script", key) for key in map(_script_key, bodies) if key
    }
    return {key: one for key, one in found.items() if one is not None}


@dataclass(slots=True)
class Walk:
    """Scripts and all that they run, read once however often one comes by."""

    looking: Looking
    scripts_max: int = SCRIPTS_MAX
    seen: set[str] = field(default_factory=set)

    @property
    def known(self) -> Mapping[str, Read]:
        """What was read, by key."""
        return self.looking.known

    def over(self, entries: Iterable[Entity], is_over: Callable[[], bool] = lambda: False) -> bool:
        """Read these, and what they run, until it is over. True: there were too many scripts, and some were not read."""
        front = [one for one in entries if one.key not in self.seen]
        while front and len(self.seen) < self.scripts_max:
            done = self.looking.at(front, is_over)
            self.seen |= {one.key for one in front[:done]}
            if done < len(front):
                return True
            front = [one.script for key, one in self.known.items() if key not in self.seen]
        return bool(front)


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a contact may come. `body` is that of its point of contact, None if there is none. `reached` are the scripts, `missing`
    calls of a script that lead nowhere, `skills` the ids with the script that names them, "" for the point of contact itself."""

    body: Body | None
    found: bool = True
    reached: tuple[Read, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    skills: tuple[tuple[str, str], ...] = ()

    def seen(self, address: str, skills: "Mapping[str, SkillSeen]", cut: bool) -> ContactSeen:
        if self.body is None:
            return ContactSeen(address, known=False)
        asked = dict.fromkeys(value for _, value in self.skills)
        return ContactSeen(
            address,
            active=bool(self.body.get("isActive", True)),
            script=str(self.body.get("scriptName") or ""),
            found=self.found,
            scripts=len(self.reached),
            unread=tuple(_path(one) for one in self.reached if one.tells is None),
            missing=() if cut else self.missing,
            lost=tuple(dict.fromkeys(one for one in self.skills if one[1] not in skills)),
            skills=tuple(skills[value] for value in asked if value in skills),
            unknown_calls=sum(one.tells.calls_unknown for one in self.reached if one.tells),
            cut=cut,
        )


def _path(read: Read) -> str:
    return str(read.script.body["path"])


def trail_of(read: Mapping[str, Read], entries: Mapping[str, Entity], body: Body | None) -> Trail:
    if body is None:
        return Trail(None)
    own, key = body.get("defaultSkillId"), _script_key(body)
    skills = [("", str(own))] if own is not None and own not in NO_ID else []
    reached: dict[str, Read] = {}
    missing: dict[tuple[str, str], None] = {}
    ahead = [read[key]] if key in entries and key in read else []
    while ahead:
        one = ahead.pop()
        if one.script.key in reached:
            continue
        reached[one.script.key] = one
        for path in one.tells.calls if one.tells else ():
            if (next_ := meant(read, one.script, path)) is None:
                missing[_path(one), path] = None
            else:
                ahead.append(next_)
        skills += [(_path(one), value) for value in _asked(one)]
    return Trail(
        body, not key or key in entries, tuple(reached.values()), tuple(missing), tuple(skills)
    )


def _asked(read: Read) -> Iterator[str]:
    """The ids of skills that a script names, also of those that the tenant does not have."""
    if read.tells is not None:
        yield from (
            value for kind, value in (*read.tells.idents, *read.tells.lost) if kind == "skill"
        )


def skills_of(
    tx: Tx, tenant: str, trails: Iterable[Trail], could: Collection[str]
) -> Mapping[str, SkillSeen]:
    """By id, the skills there are of those that contacts may come to."""
    wanted = {value for trail in trails for _, value in trail.skills}
    if not wanted:
        return {}
    found = tx.entities.many(tenant, "skill", wanted)
    people: Counter[str] = Counter()
    for one in tx.entities.excerpts(tenant, "agent_skill", ("agentId", "skillId", "isActive")):
        if _is_active(one) and str(one.body["agentId"]) in could:
            people[str(one.body["skillId"])] += 1
    kind = KINDS["skill"]
    return {
        id_: SkillSeen(kind.title_of(one.body), bool(one.body.get("isActive", True)), people[id_])
        for id_, one in found.items()
        if not one.deleted
    }
