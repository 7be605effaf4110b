"""What a tenant keeps about the work on its scripts, beside the scripts themselves: versions that are on their way through the
development workflow, and what people have confirmed in the checklist. Both are kept by the key of the script: its path."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from releve.domain.ids import TenantId
from releve.domain.kind import Body
from releve.domain.say import Message, say


class WorkStep(StrEnum):
    """The steps of the development workflow. Only what is published is a script of the tenant; the others wait beside it."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"


WORK_STEPS: Mapping[WorkStep, Message] = {
    WorkStep.DRAFT: say("Draft"),
    WorkStep.REVIEW: say("In review"),
    WorkStep.PUBLISHED: say("Published"),
}


@dataclass(frozen=True, slots=True)
class ScriptVersion:
    """A script in the workflow. `body` is the version that waits, None once it is published. `base` is the digest of the
    content that was published when the version was begun, empty for a new script; `version` counts the writes."""

    tenant: TenantId
    key: str
    id: str
    path: str
    step: WorkStep
    body: Body | None
    base: str
    version: int
    changed_at: str
    changed_by: str
    review_at: str = ""
    review_by: str = ""
    published_at: str = ""
    published_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person has said of an item of the checklist of a script. `mark` is the mark of what they looked at."""

    tenant: TenantId
    key: str
    item: str
    mark: str
    note: str
    by: str
    at: str


class ScriptWork(Protocol):
    """Versions and confirmations of the scripts of tenants of this region."""

    def version(self, tenant: TenantId, id: str) -> ScriptVersion | None: ...

    def of_key(self, tenant: TenantId, key: str) -> ScriptVersion | None: ...

    def of_keys(self, tenant: TenantId, keys: Collection[str]) -> dict[str, ScriptVersion]:
        """key → the script in the workflow; those that are not in it are not named."""

    def versions(self, tenant: TenantId) -> list[ScriptVersion]:
        """All, in the order of their paths, without their bodies."""

    def keep(self, version: ScriptVersion) -> None: ...

    def drop(self, tenant: TenantId, key: str) -> None:
        """Take the script out of the workflow."""

    def forget(self, tenant: TenantId, key: str) -> None:
        """Keep nothing of the script any more: no version of it, no confirmation."""

    def confirmations(
        self, tenant: TenantId, keys: Collection[str]
    ) -> dict[str, dict[str, Confirmation]]:
        """key → item → what was confirmed."""

    def confirm(self, one: Confirmation) -> None: ...

    def take_back(self, tenant: TenantId, key: str, item: str) -> bool:
        """False if there was none."""
