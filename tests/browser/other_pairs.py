"""Four small pairs beside the company, for what it is not: never synced, switched to the BCP tenant, at work, switched back
with changes that wait to be kept."""

from dataclasses import dataclass
from datetime import timedelta

from releve.app import entities, keeping, pair_rules, switching
from releve.app.pairing import Bond, bond_of
from releve.app.passwords import set_password
from releve.app.tenants import create_tenant
from releve.domain.clock import stamp
from releve.domain.people import Caller
from releve.domain.runs import Run, RunState
from releve.domain.switch_reports import Followed, followed_change
from releve.domain.tenancy import Side, Tenant
from tests.browser.stage import AMELIE, NOOR, PASSWORD, Stage
from tests.browser.sync_scene import run_to_its_end
from tests.helpers.outages import outage

FRESH, AWAY, BUSY, BACK = "Bellerive", "Port-Ancrage", "Grand-Phare", "Baie-des-Vents"


@dataclass(frozen=True, slots=True)
class Others:
    """The primary tenants, and runs that did not end well, of the one at work, or not yet."""

    fresh: Tenant
    away: Tenant
    busy: Tenant
    back: Tenant
    failed: str
    cancelled: str
    running: str


def add_others(stage: Stage) -> Others:
    fresh, _ = _pair(stage, FRESH)
    _namesake(stage, fresh)
    away, passkey = _pair(stage, AWAY)
    _switch_away(stage, away, passkey)
    busy, passkey = _pair(stage, BUSY)
    _ordered(stage, busy, passkey)
    back, passkey = _pair(stage, BACK)
    _switch_back(stage, back, passkey)
    return _at_work(stage, fresh, away, busy, back)


def _pair(stage: Stage, name: str) -> tuple[Tenant, str]:
    """The primary tenant, and the passkey."""
    noor = Caller(NOOR, "test", operator=NOOR)
    primary = create_tenant(stage.house, noor, name=name, region=stage.primary.region)
    bcp = create_tenant(stage.house, noor, name=f"{name} BCP", region=stage.newcomer_bcp.region)
    passkey = stage.pair(primary, bcp)
    stage.grant_bcp(primary)
    return primary, passkey


def _namesake(stage: Stage, tenant: Tenant) -> None:
    """Somebody of another company with the same username."""
    inside = stage.inside(tenant)
    who = entities.list_entities(stage.house, inside, "employee", top=1).rows[0].body
    body = {
        "userName": AMELIE,
        "firstName": "Amélie",
        "lastName": "Rosegivre",
        "emailAddress": AMELIE,
        "roleUUID": who["roleUUID"],
        "teamId": who["teamId"],
        "status": "ACTIVE",
        "isActive": True,
        "bcpType": "none",
    }
    made = entities.save_entity(stage.house, inside, "employee", None, body)
    set_password(stage.house, inside, made.id, PASSWORD)


def _ordered(stage: Stage, tenant: Tenant, passkey: str) -> None:
    """A switch that waits for a second person."""
    noor = Caller(NOOR, "test", operator=NOOR)
    version = pair_rules.rules(stage.house, noor, tenant.id).version
    wanted = {"two_persons": True, "break_glass": True}
    pair_rules.set_rules(stage.house, noor, tenant.id, **wanted, version=version)
    stage.make_active(Side.BCP, stage.inside(tenant), passkey)


def _switch_away(stage: Stage, tenant: Tenant, passkey: str) -> None:
    """Synced, switched, and worked in since."""
    stage.enable_sync(tenant)
    inside = stage.inside(tenant)
    entities.save_entity(stage.house, inside, "tag", None, {"tagName": "Client fidèle"})
    run_to_its_end(stage, inside)
    entities.save_entity(stage.house, inside, "tag", None, {"tagName": "Relance"})
    bond = bond_of(stage.house, tenant.id)
    done = switching.switch(
        stage.house,
        inside,
        wanted=Side.BCP,
        passkey=passkey,
        expect=bond.activation.epoch,
        reason="Panne de la région",
        acknowledged=True,
    )
    _follow(stage, bond, done.activation.epoch)
    there = stage.inside(bond.bcp)
    _tag(stage, there, "Ajouté pendant la panne")
    keeping.draw(stage.house, there)


def _follow(stage: Stage, bond: Bond, epoch: int) -> None:
    """As if there were far ends: one that followed at once, and some that took their time."""
    now = stamp(stage.house.clock())
    for name, sort, took_ms in (
        ("haproxy-yul", "haproxy", 180),
        ("knot-contact.port-ancrage.example", "dns", 2340),
        ("standard", "webhook", 7120),
    ):
        note = followed_change(bond.pair.id, epoch, Followed(name, sort, now, took_ms))
        stage.house.registry.directory.commit(note)


def _switch_back(stage: Stage, tenant: Tenant, passkey: str) -> None:
    """Switched, worked in, and back again to keep it: an edit, something new, a deletion, and one thing that both sides have
    changed."""
    stage.enable_sync(tenant)
    inside = stage.inside(tenant)
    for name in ("Client fidèle", "Relance", "Échéance", "Obsolète"):
        _tag(stage, inside, name)
    run_to_its_end(stage, inside)
    bond = bond_of(stage.house, tenant.id)
    _move(stage, inside, Side.BCP, passkey)
    there = stage.inside(bond.bcp)
    _note(stage, there, "Client fidèle", "Rappeler avant 18 h")
    _note(stage, there, "Relance", "Suspendue pendant la panne")
    _tag(stage, there, "Cellule de crise")
    entities.delete_entity(stage.house, there, "tag", _tags(stage, there)["Obsolète"])
    _move(stage, inside, Side.PRIMARY, passkey)
    _note(stage, inside, "Relance", "Une relance par semaine")
    keeping.draw(stage.house, inside)


def _move(stage: Stage, who: Caller, wanted: Side, passkey: str) -> None:
    switching.switch(
        stage.house,
        who,
        wanted=wanted,
        passkey=passkey,
        expect=bond_of(stage.house, who.tenant or "").activation.epoch,
        acknowledged=True,
        keep=wanted is Side.PRIMARY,
    )


def _tag(stage: Stage, who: Caller, name: str) -> None:
    entities.save_entity(stage.house, who, "tag", None, {"tagName": name})


def _tags(stage: Stage, who: Caller) -> dict[str, str]:
    rows = entities.list_entities(stage.house, who, "tag", top=100).rows
    return {one.body["tagName"]: one.id for one in rows}


def _note(stage: Stage, who: Caller, name: str, notes: str) -> None:
    body = {"tagName": name, "notes": notes}
    entities.save_entity(stage.house, who, "tag", _tags(stage, who)[name], body)


def _a_month_of_runs(stage: Stage, bond: Bond) -> None:
    """One a night, of which some failed; on two days nobody's server was on."""
    now = stage.house.clock()
    with stage.house.store_of(bond.bcp.id).writing() as tx:
        for nights in range(29, 0, -1):
            if nights in (12, 13):
                continue
            began = now - timedelta(days=nights, hours=7)
            state = RunState.FAILED if nights in (9, 21) else RunState.DONE
            tx.runs.add(
                Run(
                    stage.house.new_id(),
                    bond.pair.id,
                    state,
                    "schedule",
                    "schedule",
                    requested_at=stamp(began),
                    started_at=stamp(began),
                    ended_at=stamp(began + timedelta(seconds=20 + nights * 7 % 90)),
                    counts=_a_night(nights) if state is RunState.DONE else {},
                )
            )


def _a_night(n: int) -> dict[str, dict[str, int]]:
    kinds = ("employee", "skill", "tag", "disposition", "team", "hours", "address_book")
    return {kind: {"update": (n * (7 + i * 5)) % (19 - 2 * i)} for i, kind in enumerate(kinds)}


def _at_work(stage: Stage, fresh: Tenant, away: Tenant, busy: Tenant, back: Tenant) -> Others:
    stage.enable_sync(busy)
    bond = bond_of(stage.house, busy.id)
    inside = stage.inside(busy)
    _a_month_of_runs(stage, bond)
    with outage(stage.house, busy.region):
        failed = run_to_its_end(stage, inside)
    now = stamp(stage.house.clock())
    cancelled, running = stage.house.new_id(), stage.house.new_id()
    with stage.house.store_of(bond.bcp.id).writing() as tx:
        for one, state in ((cancelled, RunState.CANCELLED), (running, RunState.RUNNING)):
            ended = now if state.ended else None
            tx.runs.add(
                Run(
                    one,
                    bond.pair.id,
                    state,
                    "person",
                    inside.username,
                    requested_at=now,
                    started_at=now,
                    ended_at=ended,
                    worker="somebody else",
                    lease_until="2999-01-01T00:00:00.000Z",
                    progress={
                        "stage": "compare",
                        "kind": "skill",
                        "done": 1280,
                        "total": 3600,
                        "rate": 410,
                        "remaining_s": 6,
                    },
                )
            )
    return Others(fresh, away, busy, back, failed, cancelled, running)
