"""The work on both sides of a pair, at random: what people make, rename, mass-edit, delete and bring back in the primary
and in the BCP tenant, and the rules that they choose for the sync."""

from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from releve.domain.tenancy import Deletions, Drift, SyncConfig
from releve.sync.selection import copied_kinds
from tests.simulation.tally import Tally
from tests.simulation.world import NAMED, NAMED_SO, SAID, World

KINDS_MADE = st.sampled_from(sorted(NAMED))
KINDS_DELETED = st.sampled_from([*sorted(NAMED), "agent_skill", "employee"])
KINDS_SAID = st.sampled_from(sorted(SAID))
NAMES = st.sampled_from(NAMED_SO)
USERNAMES = st.sampled_from(["user0", "user1", "user2", "user3"])
ANY = st.integers(min_value=0, max_value=999)

#: The kinds of which there is anything: the others are synced too, and not looked at.
MADE = tuple(one for one in copied_kinds() if one in {*NAMED, "role", "employee", "agent_skill"})

#: Strict ones among them: of a few entities a handful is unusually many.
CONFIGS = st.builds(
    SyncConfig,
    deletions=st.sampled_from(Deletions),
    deletions_max=st.sampled_from([0, 1, 3, 20]),
    deletions_share=st.sampled_from([0, 40]),
    drift=st.sampled_from(Drift),
    edits_share=st.sampled_from([0, 0, 60]),
)


class Work(RuleBasedStateMachine):
    """A primary, its BCP tenant, and the people who work in them."""

    template: ClassVar[Path]
    tally: ClassVar[Tally]

    def __init__(self) -> None:
        super().__init__()
        self.config, self.kinds = SyncConfig(), copied_kinds()
        self.happened: set[str] = set()

    @initialize(config=CONFIGS, size=st.integers(min_value=0, max_value=len(NAMED_SO)))
    def move_in(self, config: SyncConfig, size: int) -> None:
        self.world = World(self.template)
        self.twins = self.world.twins
        self.twins.kinds = MADE
        self.config = config
        self.tally.histories += 1
        self.world.populate(NAMED_SO[:size])
        for who in range(size % (len(self.world.people) + 1)):
            self.world.let_in(self.world.people[who], f"user{who}", "argon")

    def saw(self, what: str) -> None:
        self.tally.often[what] += 1
        if what not in self.happened:
            self.happened.add(what)
            self.tally.reached[what] += 1

    @invariant()
    def one_more_step(self) -> None:
        self.tally.steps += 1

    def teardown(self) -> None:
        if hasattr(self, "world"):
            try:
                self.come_to_an_end()
            finally:
                self.world.close()

    def come_to_an_end(self) -> None:
        """What must be true after everything."""

    # the primary

    @rule(kind=KINDS_MADE, name=NAMES, refer=ANY)
    def make(self, kind: str, name: str, refer: int) -> None:
        body = self.world.body(kind, name, refer)
        if self.world.is_free(self.twins.primary, kind, body):
            self.twins.put(kind, body)

    @rule(names=st.lists(NAMES, min_size=1, max_size=4, unique=True))
    def make_many(self, names: list[str]) -> None:
        self.world.populate(names)

    @rule(kind=KINDS_MADE, which=ANY, name=NAMES)
    def rename(self, kind: str, which: int, name: str) -> None:
        if chosen := self.world.pick(self.twins.primary, kind, which):
            body = {**self.twins.get(kind, chosen).body, NAMED[kind]: name}
            if self.world.is_free(self.twins.primary, kind, body, chosen):
                self.twins.put(kind, body, chosen)

    @rule(kind=KINDS_MADE, one=ANY, other=ANY)
    def exchange_names(self, kind: str, one: int, other: int) -> None:
        first = self.world.pick(self.twins.primary, kind, one)
        second = self.world.pick(self.twins.primary, kind, other)
        if first and second and first != second:
            self.world.exchange(kind, first, second)

    @rule(kind=KINDS_SAID, said=NAMES)
    def edit_all(self, kind: str, said: str) -> None:
        self.world.say_of_all(self.twins.primary, kind, said)

    @rule(which=ANY, refer=ANY)
    def point_elsewhere(self, which: int, refer: int) -> None:
        if skill := self.world.pick(self.twins.primary, "skill", which):
            self.twins.edit("skill", skill, scriptId=self.world.reference("script", refer))

    @rule(which=ANY, refer=ANY)
    def write_a_script_anew(self, which: int, refer: int) -> None:
        if entry := self.world.pick(self.twins.primary, "script", which):
            self.twins.edit("script", entry, content=self.world.code(refer))

    @rule(which=ANY, lead=ANY)
    def lead(self, which: int, lead: int) -> None:
        if team := self.world.pick(self.twins.primary, "team", which):
            leader = self.world.people[lead % len(self.world.people)]
            self.twins.edit("team", team, leadUserId=self.twins.alt("employee", leader))

    @rule(which=ANY, agent=ANY)
    def assign(self, which: int, agent: int) -> None:
        if skill := self.world.pick(self.twins.primary, "skill", which):
            agents = self.world.people
            body = {"agentId": agents[agent % len(agents)], "skillId": skill}
            if self.world.is_free(self.twins.primary, "agent_skill", body):
                self.twins.put("agent_skill", body)

    @rule(kind=KINDS_DELETED, which=ANY)
    def delete(self, kind: str, which: int) -> None:
        chosen = self.world.pick(self.twins.primary, kind, which)
        if chosen and chosen != self.world.team:
            self.twins.delete(kind, chosen)

    @rule(kinds=st.sets(KINDS_DELETED, min_size=1, max_size=3))
    def delete_all(self, kinds: set[str]) -> None:
        for kind in sorted(kinds):
            self.world.bury(kind)

    @rule(kind=KINDS_DELETED, which=ANY)
    def bring_back(self, kind: str, which: int) -> None:
        """Whoever was deleted has lost the login, and gets a new one."""
        if gone := self.world.tombstone(self.twins.primary, kind, which):
            self.twins.put(kind, gone.body, gone.id)
            if kind == "employee":
                self.world.let_in(gone.id, f"back{gone.id}", "argon-back")

    @rule(who=ANY, username=USERNAMES, password=ANY)
    def change_login(self, who: int, username: str, password: int) -> None:
        one = self.world.people[who % len(self.world.people)]
        if not self.twins.get("employee", one).deleted:
            self.world.let_in(one, username, f"argon-{password}")

    @rule(one=ANY, other=ANY)
    def exchange_logins(self, one: int, other: int) -> None:
        people = self.world.people
        self.world.exchange_logins(people[one % len(people)], people[other % len(people)])

    # the BCP tenant

    @rule(kind=KINDS_MADE, name=NAMES)
    def make_over_there(self, kind: str, name: str) -> None:
        body = self.world.body(kind, name, None)
        if self.world.is_free(self.twins.bcp, kind, body):
            self.twins.put_over_there(kind, body)

    @rule(kind=KINDS_MADE, which=ANY, name=NAMES)
    def rename_over_there(self, kind: str, which: int, name: str) -> None:
        if chosen := self.world.pick(self.twins.bcp, kind, which):
            body = {**self.world.read_over_there(kind, chosen), NAMED[kind]: name}
            if self.world.is_free(self.twins.bcp, kind, body, chosen):
                self.twins.put_over_there(kind, body, chosen)

    @rule(kind=KINDS_SAID, said=NAMES)
    def edit_all_over_there(self, kind: str, said: str) -> None:
        self.world.say_of_all(self.twins.bcp, kind, said)

    @rule(which=ANY, notes=NAMES)
    def edit_over_there(self, which: int, notes: str) -> None:
        if chosen := self.world.pick(self.twins.bcp, "skill", which):
            body = {**self.world.read_over_there("skill", chosen), "notes": notes}
            self.twins.put_over_there("skill", body, chosen)

    @rule(kind=KINDS_DELETED, which=ANY)
    def delete_over_there(self, kind: str, which: int) -> None:
        if chosen := self.world.pick(self.twins.bcp, kind, which):
            self.twins.delete_over_there(kind, chosen)

    @rule(kind=KINDS_DELETED, which=ANY)
    def bring_back_over_there(self, kind: str, which: int) -> None:
        if gone := self.world.tombstone(self.twins.bcp, kind, which):
            self.twins.put_back(kind, gone.id, gone.body)

    @rule(who=ANY, password=ANY, username=USERNAMES | st.just(""))
    def change_login_over_there(self, who: int, password: int, username: str) -> None:
        self.world.let_in_over_there(who, f"other-{password}", username)

    # what people choose

    @rule(config=CONFIGS)
    def choose_rules(self, config: SyncConfig) -> None:
        self.config = config

    @rule(left_out=st.just(frozenset[str]()) | st.frozensets(KINDS_DELETED, max_size=3))
    def choose_kinds(self, left_out: frozenset[str]) -> None:
        self.kinds = tuple(one for one in copied_kinds() if one not in left_out)

    @rule(seconds=st.integers(min_value=-60, max_value=90))
    def time_passes(self, seconds: int) -> None:
        """Or the clock is set back."""
        self.world.wait(seconds)
