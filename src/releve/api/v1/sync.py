"""The sync of the caller's pair: its configuration, how it stands, a run now, and the proof that both sides agree."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.login import TenantName
from releve.api.v1.runs import HeldOut, RunOut
from releve.app import sync_settings, syncing
from releve.app.sync_settings import kinds_to_choose
from releve.app.syncing import SyncPage
from releve.domain.clock import stamp
from releve.domain.kinds import KINDS
from releve.domain.tenancy import SyncConfig
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync", tags=["sync"])


class Config(Shape):
    """What is synced, and when. `kinds` counts only when `custom`; `at` is a time of day in `zone`."""

    enabled: bool
    frequency: Annotated[str, Field(max_length=50)] = "daily"
    at: Annotated[str, Field(max_length=10)] = "02:00"
    zone: Annotated[str, Field(max_length=100)] = "UTC"
    custom: bool = False
    kinds: Annotated[list[str], Field(max_length=len(KINDS))] = []

    @classmethod
    def of(cls, config: SyncConfig) -> "Config":
        return cls(
            enabled=config.enabled,
            frequency=config.frequency,
            at=config.at,
            zone=config.zone,
            custom=config.custom,
            kinds=list(config.kinds),
        )


class NewConfig(Config):
    """`expect` is the version that you have seen; somebody else's later one is then not written over."""

    expect: int | None = None


class KindChoice(Shape):
    name: str
    label: str
    selected: bool


class SyncOut(Shape):
    """How the sync stands. `paused`: the BCP tenant is active, so nothing there is overwritten."""

    primary: TenantName
    bcp: TenantName
    version: int
    config: Config
    kinds: list[KindChoice]
    paused: bool
    next_due: str | None
    last: RunOut | None
    open_run: RunOut | None
    held: list[HeldOut]

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
            paused=page.paused,
            next_due=stamp(page.next_due) if page.next_due else None,
            last=RunOut.of(page.last, speaker) if page.last else None,
            open_run=RunOut.of(page.open_run, speaker) if page.open_run else None,
            held=[HeldOut.of(one, speaker) for one in page.held],
        )


@router.get("", summary="How the sync stands")
def get_sync(house: Open, caller: Whoever, speaker: Speaking) -> SyncOut:
    """Its configuration, the last run, the next one, and what is held back."""
    return SyncOut.of(syncing.sync_page(house, caller), speaker)


@router.put("/config", summary="Configure the sync")
def configure(house: Open, caller: Whoever, wanted: NewConfig) -> Config:
    """Enabling it the first time makes a run due at the next occurrence of `at`."""
    saved = sync_settings.configure(
        house,
        caller,
        enabled=wanted.enabled,
        frequency=wanted.frequency,
        at=wanted.at,
        zone=wanted.zone,
        custom=wanted.custom,
        kinds=tuple(wanted.kinds),
        expect=wanted.expect,
    )
    return Config.of(saved)
