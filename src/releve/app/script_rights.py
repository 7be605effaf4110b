"""Who may change scripts. In a BCP tenant it takes what the requirement page lists: the permission on scripts, and that on the
BCP configuration while the tenant offers it. Where the development workflow has steps, each step has its permission besides."""

from releve.access.policy import Act, can_be_given, may, must
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import Refused
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.script_work import WorkStep
from releve.domain.store import Tx
from releve.domain.tenancy import Side


def must_change(house: House, caller: Caller | None, *acts: Act) -> Caller:
    """Whoever changes a script of their tenant needs these acts, in a BCP tenant one more. Raises Forbidden."""
    for act in acts:
        caller = must(caller, act)
    assert caller is not None, "an act is asked for"
    if _takes_bcp(house, caller.tenant or ""):
        must(caller, Act.BCP_SCRIPTS_EDIT)
    return caller


def may_change(house: House, caller: Caller, act: Act) -> bool:
    """The same question without the answer in words."""
    takes_bcp = _takes_bcp(house, caller.tenant or "")
    return may(caller, act) and (may(caller, Act.BCP_SCRIPTS_EDIT) or not takes_bcp)


def _takes_bcp(house: House, tenant: TenantId) -> bool:
    """A BCP tenant whose BCP is turned off stays one, and offers nobody the permission: its scripts are as any tenant's."""
    features = house.registry.tenant(tenant)[0].features
    return can_be_given(Act.BCP_SCRIPTS_EDIT, features) and is_bcp(house, tenant)


def is_bcp(house: House, tenant: TenantId) -> bool:
    """Whether the tenant is the BCP tenant of a pair."""
    found, _ = house.registry.tenant(tenant)
    if found.pair is None:
        return False
    return house.registry.pair(found.pair)[0].side(tenant) is Side.BCP


def has_steps(house: House, tenant: TenantId) -> bool:
    """Whether scripts of the tenant go through the steps of the development workflow."""
    return house.registry.tenant(tenant)[0].features.script_steps


def must_save(house: House, caller: Caller, act: Act) -> None:
    """For whoever writes the body of a script at once. Raises Refused where that would pass over the workflow."""
    must_change(house, caller, act)
    if has_steps(house, caller.tenant or ""):
        raise Refused(
            say("Scripts of this tenant go through the steps of the development workflow."),
            say("Upload the script file: it becomes a draft, which is reviewed and published."),
        )


def must_delete(house: House, caller: Caller) -> None:
    """What is published is taken away by whoever may publish."""
    must_change(house, caller, Act.SCRIPTS_EDIT)
    if has_steps(house, caller.tenant or ""):
        must(caller, Act.PUBLISH)


def forget_work(tx: Tx, script: Entity) -> None:
    """Of a script that is deleted nothing stays beside it, so that a new one under its path begins anew. Raises Refused while
    a version of it waits."""
    tx.entities.lock(script.tenant)
    version = tx.script_work.of_key(script.tenant, script.key)
    if version is not None and version.step is not WorkStep.PUBLISHED:
        raise Refused(
            say(
                "A version of “{path}” waits to be published: it would be lost.", path=version.path
            ),
            say(
                "Publish or discard it under Studio › Development workflow, then delete the script."
            ),
        )
    tx.script_work.forget(script.tenant, script.key)
