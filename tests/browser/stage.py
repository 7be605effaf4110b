"""The stage of the browser tests: a company, a newcomer, an operator; nothing is paired yet.

`Stage` also holds short words for what others do meanwhile, through use cases and not through pages.
"""

from dataclasses import dataclass

from releve.app import bcp_setup, switching, sync_settings
from releve.app.example import load_company
from releve.app.house import House
from releve.app.login import SentAway, caller_of
from releve.app.pairing import bond_of
from releve.app.roles import set_permissions
from releve.app.setup import create_operator
from releve.app.support import impersonate
from releve.app.tenants import create_tenant
from releve.daemon.main import Server
from releve.demo.cast import DEMO_PASSWORD, OPERATOR
from releve.demo.company import company
from releve.domain.entities import Entity
from releve.domain.kind import Body
from releve.domain.people import PERMISSIONS, Action, Caller
from releve.domain.tenancy import Side, Tenant

PASSWORD = DEMO_PASSWORD
#: The operator that the walk is about, and a colleague who is faster.
NOOR = OPERATOR.username
COLLEAGUE = "ilse@tenants.example"

#: People of the company, as `releve.demo.cast` describes them: an administrator, the BCP administrator, a script
#: developer, and agents whose BCP type is none, single, multiple, and single.
MAELLE, SOLENE, TOBIAS, CLOVIS, AMELIE, EWAN, GAETANE = (
    f"{name}@havrelune.example"
    for name in (
        "maelle.kerlouane",
        "solene.brisemarine",
        "tobias.wrenlock",
        "clovis.petitjonc",
        "amelie.rosegivre",
        "ewan.larkhollow",
        "gaetane.houlebois",
    )
)

EMPLOYEES = 60


@dataclass
class Stage:
    """Where the product answers, and the tenants that were there from the start."""

    server: Server
    primary: Tenant
    newcomer: Tenant
    newcomer_bcp: Tenant

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def house(self) -> House:
        return self.server.house

    def tenant(self, name: str) -> Tenant:
        return next(one for one in self.house.registry.tenants() if one.name == name)

    def is_paired(self, tenant: Tenant) -> bool:
        return self.house.registry.tenant(tenant.id)[0].pair is not None

    def pair(self, primary: Tenant, bcp: Tenant) -> str:
        """What the wizard does, by the colleague; returns the passkey."""
        colleague = Caller(COLLEAGUE, "test", operator=COLLEAGUE)
        wizard = bcp_setup.begin(self.house, colleague, primary.id).id
        bcp_setup.set_toggles(self.house, colleague, wizard, configurations=True, enablement=True)
        bcp_setup.validate(self.house, colleague, wizard, region=bcp.region, counterpart=bcp.id)
        _, passkey = bcp_setup.generate_passkey(self.house, colleague, wizard)
        bcp_setup.finish(self.house, colleague, wizard)
        bcp_setup.save(self.house, colleague, wizard)
        other = bcp_setup.begin(self.house, colleague, bcp.id).id
        bcp_setup.set_toggles(self.house, colleague, other, configurations=True, enablement=True)
        bcp_setup.finish(self.house, colleague, other)
        bcp_setup.save(self.house, colleague, other)
        return passkey

    def id_of(self, kind: str, name: str = "") -> str:
        """The ID in the company of what has this key, or of the first of its kind."""
        return self._found(kind, name).id

    def body_of(self, kind: str, name: str) -> Body:
        """What is stored of it."""
        return self._found(kind, name).body

    def _found(self, kind: str, name: str) -> Entity:
        with self.house.store_of(self.primary.id).reading() as tx:
            if name:
                found = tx.entities.by_key(self.primary.id, kind, name)
            else:
                found = next(iter(tx.entities.page(self.primary.id, kind, top=1).rows), None)
        assert found is not None, f"no {kind} {name}"
        return found

    def inside(self, tenant: Tenant) -> Caller:
        """The colleague, impersonating."""
        colleague = Caller(COLLEAGUE, "test", operator=COLLEAGUE)
        token = impersonate(self.house, colleague, tenant.id).token
        caller = caller_of(self.house, token, origin="test")
        assert caller is not None
        assert not isinstance(caller, SentAway)
        return caller

    def grant_bcp(self, tenant: Tenant) -> None:
        """View and Edit of both BCP permissions for the role Administrator."""
        with self.house.store_of(tenant.id).reading() as tx:
            role = tx.entities.by_key(tenant.id, "role", "administrator")
        assert role is not None
        held = [
            (line["permission"], Action(action))
            for line in role.body["permissions"]
            if not PERMISSIONS[line["permission"]].step
            for action in line["actions"]
        ]
        bcp = [(p.name, action) for p in PERMISSIONS.values() if p.feature for action in p.actions]
        set_permissions(self.house, self.inside(tenant), role.id, [*held, *bcp])

    def enable_sync(self, tenant: Tenant) -> None:
        sync_settings.configure(self.house, self.inside(tenant), {"enabled": True})

    def make_active(self, side: Side, who: Caller, passkey: str) -> None:
        """Switch the pair of somebody's tenant, or go back, whatever stands in the way."""
        epoch = bond_of(self.house, who.tenant or "").activation.epoch
        switching.switch(
            self.house, who, wanted=side, passkey=passkey, expect=epoch, acknowledged=True
        )


def set_the_stage(server: Server) -> Stage:
    """Havrelune with its people in one region; Atelier Norva in both, without people."""
    house = server.house
    for username, name in ((NOOR, "Noor"), (COLLEAGUE, "Ilse")):
        create_operator(house, username=username, name=name, password=PASSWORD, by="the set-up")
    noor = Caller(NOOR, "test", operator=NOOR)
    here, there = list(house.regions.names)[:2]
    primary = create_tenant(house, noor, name="Havrelune", region=here)
    newcomer = create_tenant(house, noor, name="Atelier Norva", region=here)
    newcomer_bcp = create_tenant(house, noor, name="Atelier Norva BCP", region=there)
    load_company(house, noor, primary.id, company, employees=EMPLOYEES, password=PASSWORD)
    return Stage(server, primary, newcomer, newcomer_bcp)
