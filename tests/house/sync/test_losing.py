"""What would be lost is what the BCP tenant would have been given, and nothing else."""

from releve.sync.losing import Loss, losses
from tests.helpers.plain import plain_rewriter
from tests.helpers.twins import Twins, script


def lost(twins: Twins) -> list[Loss]:
    with twins.there.reading() as there, twins.here.reading() as here:
        return list(losses(there, here, twins.scope, plain_rewriter))


def test_the_business_unit_in_a_script_is_no_loss_because_each_tenant_has_its_own(
    twins: Twins,
) -> None:
    entry = twins.put("script", script("Entry", "bus=9 hello"))
    twins.sync()
    twins.edit("script", entry, content="bus=77 hello")
    assert lost(twins) == []
    twins.edit("script", entry, content="bus=78 goodbye")
    [one] = lost(twins)
    [(path, before, after)] = one.fields
    assert (path, "hello" in before, "goodbye" in after) == ("content", True, True)
    assert before.split()[0] == after.split()[0]


def test_what_is_no_script_is_lost_as_it_stands(twins: Twins) -> None:
    tag = twins.put("tag", {"tagName": "Old"})
    twins.sync()
    twins.edit("tag", tag, notes="new")
    assert [one.fields for one in lost(twins)] == [(("notes", "", '"new"'),)]
