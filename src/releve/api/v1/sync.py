"""The sync of the caller's pair: its configuration, how it stands, a run now, and the proof that both sides agree."""

from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field
from pydantic.alias_generators import to_camel

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.names import TenantName
from releve.api.v1.runs import HeldOut, ProgressOut, RunOut
from releve.app import sync_settings, syncing
from releve.app.sync_settings import kinds_to_choose, needed
from releve.app.syncing import SyncPage
from releve.domain.clock import stamp
from releve.domain.errors import Invalid
from releve.domain.kinds import KINDS
from releve.domain.runs import Run
from releve.domain.tenancy import Deletions, Drift, Frequency, OpenPlaces, SyncConfig
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync", tags=["sync"])

#: Whose values stand for what is absent.
_NEW = SyncConfig()


class Config(Shape):
    """What is synced, when, and how far a run may go. `kinds` counts only when `custom`; `at` is a time of day in
    `zone` (an hourly sync uses its minute), `weekday` counts from Monday, 0; the caps of deletions count for
    `follow`. What is absent is as in a new configuration."""

    enabled: bool
    frequency: Annotated[str, Field(max_length=50, examples=[*Frequency])] = _NEW.frequency
    at: Annotated[str, Field(max_length=10)] = _NEW.at
    zone: Annotated[str, Field(max_length=100)] = _NEW.zone
    weekday: int = _NEW.weekday
    custom: bool = _NEW.custom
    kinds: Annotated[list[str], Field(max_length=len(KINDS))] = []
    deletions: Annotated[str, Field(max_length=50, examples=[*Deletions])] = _NEW.deletions
    deletions_max: int = _NEW.deletions_max
    deletions_share: int = _NEW.deletions_share
    edits_share: int = _NEW.edits_share
    drift: Annotated[str, Field(max_length=50, examples=[*Drift])] = _NEW.drift
    open_places: Annotated[str, Field(max_length=50, examples=[*OpenPlaces])] = _NEW.open_places
    restore_points: int = _NEW.restore_points

    @classmethod
    def of(cls, config: SyncConfig) -> Self:
        return cls.model_validate(
            {name: getattr(config, name) for name in Config.model_fields}
            | {"kinds": [*config.kinds]}
        )


class NewConfig(Config):
    """`expect` is the version that you have seen; somebody else's later one is then not written over.
    `complete` adds the kinds that the chosen ones need, and those that these need."""

    expect: int | None = None
    complete: bool = False


class NeededOut(Shape):
    """A kind that is not selected though selected ones refer to it. A reference to an entity of it is matched by
    name in the BCP tenant; without one, the entity that refers is held back."""

    kind: str
    label: str
    needed_by: list[str]

    @classmethod
    def all_of(cls, config: SyncConfig, speaker: Speaker) -> "list[NeededOut]":
        return [
            cls(kind=one.kind, label=speaker.say(one.label), needed_by=[*map(speaker.say, one.by)])
            for one in needed(config)
        ]


class SavedConfig(Config):
    """The configuration as it is stored. `needed` lists what its selection leaves out and refers to."""

    needed: list[NeededOut] = []


class KindChoice(Shape):
    name: str
    label: str
    selected: bool


class SyncOut(Shape):
    """How the sync stands. `paused`: the BCP tenant is active, so nothing there is overwritten. `asks`: the newest run,
    if a person must decide about it. `unequal` are the kinds of which both sides do not hold the same now, `null` if a
    region does not answer. `drifted` counts what others changed in the BCP tenant, `restorable` the points that it can
    be put back to. `follows`: every change is brought over at once. `restored`: the newest run, if it put the BCP tenant
    back and the sync has been off since."""

    primary: TenantName
    bcp: TenantName
    version: int
    config: Config
    kinds: list[KindChoice]
    needed: list[NeededOut]
    paused: bool
    next_due: str | None
    last: RunOut | None
    open_run: RunOut | None
    held: list[HeldOut]
    asks: RunOut | None
    progress: ProgressOut | None
    unequal: list[str] | None
    drifted: int
    restorable: int
    follows: bool
    restored: RunOut | None

    @classmethod
    def of(cls, page: SyncPage, speaker: Speaker) -> "SyncOut":
        return cls(
            primary=TenantName.of(page.bond.primary),
            bcp=TenantName.of(page.bond.bcp),
            version=page.bond.pair_version,
            config=Config.of(page.config),
            kinds=[
                KindChoice(name=name, label=speaker.say(label), selected=selected)
                for name, label, selected in kinds_to_choose(page.bond)
            ],
            needed=NeededOut.all_of(page.config, speaker),
            paused=page.paused,
            next_due=stamp(page.next_due) if page.next_due else None,
            last=_run(page.last, speaker),
            open_run=_run(page.open_run, speaker),
            held=[HeldOut.of(one, speaker) for one in page.held],
            asks=_run(page.asks, speaker),
            progress=ProgressOut.of(page.progress),
            unequal=page.unequal,
            drifted=page.drifted,
            restorable=len(page.restore_points),
            follows=page.follows,
            restored=_run(page.restored, speaker),
        )


def _run(run: Run | None, speaker: Speaker) -> RunOut | None:
    return RunOut.of(run, speaker) if run else None


@router.get("", summary="How the sync stands")
def get_sync(house: Open, caller: Whoever, speaker: Speaking) -> SyncOut:
    """Its configuration, the last run, the next one, and what is held back."""
    return SyncOut.of(syncing.sync_page(house, caller), speaker)


@router.put("/config", summary="Configure the sync")
def configure(house: Open, caller: Whoever, speaker: Speaking, wanted: NewConfig) -> SavedConfig:
    """Enabling it the first time makes a run due at the next occurrence of `at`."""
    given = wanted.model_dump(include=set(Config.model_fields))
    try:
        saved = sync_settings.configure(
            house, caller, given, complete=wanted.complete, expect=wanted.expect
        )
    except Invalid as error:
        fields = {to_camel(name): wrong for name, wrong in error.fields.items()}
        raise Invalid(error.message, error.hint, fields=fields) from error
    answer = SavedConfig.of(saved)
    answer.needed = NeededOut.all_of(saved, speaker)
    return answer
