"""Which kinds are copied, and which a selection leaves hanging."""

from releve.domain.kind import references
from releve.domain.kinds import KINDS
from releve.domain.tenancy import SyncConfig
from releve.sync.selection import completed, copied_kinds, hanging, selected


def test_the_default_configuration_selects_every_kind_that_may_travel() -> None:
    assert set(selected(SyncConfig())) == {kind.name for kind in KINDS.values() if kind.copied}
    assert "access_key" not in selected(SyncConfig())


def test_chosen_kinds_count_only_when_the_selection_is_custom() -> None:
    chosen = SyncConfig(custom=False, kinds=("skill",))
    assert selected(chosen) == copied_kinds()
    assert selected(SyncConfig(custom=True, kinds=("skill",))) == ("skill",)


def test_what_never_travels_and_what_does_not_exist_cannot_be_chosen() -> None:
    chosen = SyncConfig(custom=True, kinds=("access_key", "unicorn", "skill", "hours"))
    assert selected(chosen) == ("hours", "skill")


def test_a_selection_says_which_kinds_it_leaves_hanging_and_who_wants_them() -> None:
    left_out = hanging(("agent_skill", "skill"))
    assert left_out["employee"] == ("agent_skill",)
    assert left_out["script"] == ("skill",)
    assert "skill" not in left_out


def test_a_selection_with_all_that_it_refers_to_leaves_nothing_hanging() -> None:
    assert hanging(copied_kinds()) == {}
    chosen = completed(("agent_skill",))
    assert "agent_skill" in chosen
    assert hanging(chosen) == {}
    assert {target for name in chosen for _, target in references(KINDS[name])} <= {*chosen}


def test_a_selection_is_completed_with_what_it_needs_and_nothing_else() -> None:
    for kind in copied_kinds():
        chosen = completed((kind,))
        needed = {target for name in chosen for _, target in references(KINDS[name])}
        assert {*chosen} <= needed | {kind}
        assert completed(chosen) == chosen
    assert completed(()) == ()
    assert completed(("tag",)) == ("tag",)
