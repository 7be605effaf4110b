"""The living example: two regions, a company with its BCP tenant in step, and people to log in as.

It lives in a folder of its own, so that no demo ever touches real data; it carries on where it stopped, or
starts anew when asked.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from releve.app import bcp_setup, sync_settings, syncing
from releve.app.example import load_company
from releve.app.house import House
from releve.app.login import SentAway, caller_of
from releve.app.roles import set_permissions
from releve.app.setup import create_operator, has_operators
from releve.app.support import impersonate
from releve.app.tenants import create_tenant
from releve.daemon import seal
from releve.daemon.build import build_house, close
from releve.daemon.ground import LOCK, take
from releve.daemon.main import Server
from releve.daemon.settings import Settings
from releve.demo.cast import CAST, DEMO_PASSWORD, OPERATOR
from releve.demo.company import company
from releve.domain.errors import Refused
from releve.domain.people import PERMISSIONS, Action, Caller
from releve.domain.say import Message, say
from releve.domain.tenancy import Tenant

#: What the demo remembers beside its stores: the passkey, which no store has in clear.
MEMORY = "demo.json"

COMPANY = "Havrelune"
NEWCOMER = "Atelier Norva"


def demo(
    settings: Settings, *, fresh: bool, employees: int, tell: Callable[[Message | str], None]
) -> None:
    """Set the example up if it is not there, print whom to log in as, and serve until told to stop."""
    # Whoever tries it has no client to declare: programs on this machine may log in.
    tokens = replace(settings.tokens, loopback=True)
    # Whoever tries it switches and reverts within five minutes.
    settings = replace(settings, tokens=tokens, switch_calm_s=0)
    # The ground first: what is cleared away below must not be another server's, which is still running.
    with closing(take(settings)) as ground:
        if fresh:
            clear(settings)
        passkey = _remembered(settings, employees, tell)
        server = Server(settings, ground, company=company)
        for line in _guide(server.url, passkey):
            tell(line)
        server.run()


def _remembered(settings: Settings, employees: int, tell: Callable[[Message | str], None]) -> str:
    """The passkey of the example, which is made if it is not there."""
    memory = settings.data / MEMORY
    if not memory.exists():
        tell(say("Creating the example company with {n} employees…", n=employees))
        passkey = create(settings, employees)
        memory.write_text(json.dumps({"passkey": passkey}), encoding="utf-8")
    return str(json.loads(memory.read_text("utf-8"))["passkey"])


def clear(settings: Settings) -> None:
    """Remove an earlier demo, but not the lock that is held. Refused if the folder holds anything but a demo."""
    folder = settings.data
    if not folder.exists():
        return
    keys = (Path(region.key_file) for region in settings.regions.values())
    known = {MEMORY, LOCK, seal.FILE, *(key.name for key in keys if key.parent == folder)}
    strange = [
        path.name
        for path in folder.iterdir()
        if path.name not in known
        and (path.is_dir() or path.suffix not in (".db", ".db-wal", ".db-shm"))
    ]
    if strange:
        raise Refused(
            say(
                "{folder} holds other things than a demo: {names}.",
                folder=folder,
                names=", ".join(strange),
            ),
            say("Choose another folder with --data, or empty this one yourself."),
        )
    for path in folder.iterdir():
        if path.name != LOCK:
            path.unlink()


def create(settings: Settings, employees: int) -> str:
    """Everything up to the first sync, which the server does when it starts. Returns the passkey."""
    house = build_house(settings)
    try:
        if has_operators(house):
            # A set-up that was cut off: only a whole one leaves its memory behind.
            raise Refused(
                say("An earlier demo in {folder} is incomplete.", folder=settings.data),
                say("Start it anew: make demo FRESH=1"),
            )
        return _story(house, employees)
    finally:
        close(house)


def _story(house: House, employees: int) -> str:
    create_operator(
        house,
        username=OPERATOR.username,
        name=OPERATOR.name,
        password=DEMO_PASSWORD,
        by="set-up",
    )
    operator = Caller(OPERATOR.username, "demo", operator=OPERATOR.username)
    here, there = list(house.regions.names)[:2]
    primary = create_tenant(house, operator, name=COMPANY, region=here)
    bcp = create_tenant(house, operator, name=f"{COMPANY} BCP", region=there)
    create_tenant(house, operator, name=NEWCOMER, region=here)
    create_tenant(house, operator, name=f"{NEWCOMER} BCP", region=there)
    load_company(house, operator, primary.id, company, employees=employees, password=DEMO_PASSWORD)
    passkey = _pair(house, operator, primary, bcp)
    inside = _inside(house, operator, primary)
    _grant(house, inside)
    inside = _inside(house, operator, primary)
    given = {"enabled": True, "at": "02:00", "zone": "America/Toronto"}
    sync_settings.configure(house, inside, given)
    syncing.run_now(house, inside)
    return passkey


def _pair(house: House, operator: Caller, primary: Tenant, bcp: Tenant) -> str:
    """The wizard, on both tenants, as an operator goes through it."""
    wizard = bcp_setup.begin(house, operator, primary.id).id
    bcp_setup.set_toggles(house, operator, wizard, configurations=True, enablement=True)
    bcp_setup.validate(house, operator, wizard, region=bcp.region, counterpart=bcp.id)
    _, passkey = bcp_setup.generate_passkey(house, operator, wizard)
    bcp_setup.finish(house, operator, wizard)
    bcp_setup.save(house, operator, wizard)
    other = bcp_setup.begin(house, operator, bcp.id).id
    bcp_setup.set_toggles(house, operator, other, configurations=True, enablement=True)
    bcp_setup.finish(house, operator, other)
    bcp_setup.save(house, operator, other)
    return passkey


def _inside(house: House, operator: Caller, tenant: Tenant) -> Caller:
    """The operator stepping in, as *Impersonate & Support* does."""
    token = impersonate(house, operator, tenant.id).token
    caller = caller_of(house, token, origin="demo")
    assert caller is not None
    assert not isinstance(caller, SentAway)
    return caller


def _grant(house: House, inside: Caller) -> None:
    """View and Edit of both BCP permissions for the Administrator role."""
    with house.store_of(inside.tenant or "").reading() as tx:
        role = tx.entities.by_key(inside.tenant or "", "role", "administrator")
    assert role is not None
    held = [
        (line["permission"], Action(action))
        for line in role.body.get("permissions", [])
        if not PERMISSIONS[line["permission"]].step  # hidden while there are no such steps
        for action in line["actions"]
    ]
    bcp = [
        (permission.name, action)
        for permission in PERMISSIONS.values()
        if permission.feature
        for action in permission.actions
    ]
    set_permissions(house, inside, role.id, [*held, *bcp])


def _guide(url: str, passkey: str) -> Iterator[Message | str]:
    yield ""
    yield say("Relève is running: {url}", url=url)
    yield ""
    yield say("Everybody's password in this demo: {password}", password=DEMO_PASSWORD)
    yield say(
        "The passkey of {company} and its BCP tenant: {passkey}", company=COMPANY, passkey=passkey
    )
    yield ""
    yield say("Tenant Management: {url}", url=f"{url}/tm/login")
    yield _line(OPERATOR.username, OPERATOR.try_this)
    yield say("    Or set up BCP for {tenant}, from the first step to the last.", tenant=NEWCOMER)
    yield ""
    yield say("Employees: {url}", url=f"{url}/login")
    for person in CAST:
        yield _line(person.username, person.try_this)
    yield ""
    yield say("Ctrl-C stops; `make demo` carries on, `make demo FRESH=1` starts anew.")


def _line(username: str, text: Message) -> Message:
    return say("    {username}: {text}", username=f"{username:<38}", text=text)
