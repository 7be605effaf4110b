"""What mends each reason to hesitate before a switch, and what a rehearsal has found broken: where in the console, and by which command."""

from collections.abc import Mapping
from dataclasses import dataclass

from releve.activation.verdict import Finding, Verdict
from releve.domain.hindrances import Reason

__all__ = ["DRILL_MENDS", "MENDS", "Finding", "Mend", "Verdict", "mend"]


@dataclass(frozen=True, slots=True)
class Mend:
    """A page of the console and a command; either may be empty."""

    page: str = ""
    command: str = ""


_SYNC_NOW = Mend("/admin/sync", "releve sync run")

#: Code of a `Finding` → what mends it.
MENDS: Mapping[str, Mend] = {
    "bcp_off": Mend("/tm/tenants", "releve bcp enable"),
    "directory_read_only": Mend(),
    "passkey_missing": Mend("/tm/tenants", "releve bcp passkey"),
    "passkey_unverified": Mend("/admin/enablement/passkey", "releve passkey verify"),
    "primary_silent": Mend(),
    "bcp_silent": Mend(),
    "never_synced": _SYNC_NOW,
    "nobody_could_log_in": Mend("/admin/tonight", "releve tonight"),
    "sync_off": Mend("/admin/sync", "releve sync enable"),
    "changes_wait": Mend("/admin/sync/keep", "releve sync keep"),
    "switched_lately": Mend(),
    "restored": _SYNC_NOW,
    "old_copy": _SYNC_NOW,
    "not_copied": Mend("/admin/sync/losing", "releve sync losses"),
    "held_back": Mend("/admin/sync", "releve sync show"),
    "to_review": Mend("/studio/review", "releve scripts checklist"),
    "drifted": Mend("/admin/sync/drift", "releve sync drift"),
    "syncing": Mend("/admin/sync", "releve sync watch"),
    "driver_failing": Mend(),
    "primary_unsteady": Mend(),
    "bcp_unsteady": Mend(),
    "left_behind": Mend("/admin/sync/drift", "releve sync drift"),
    "left_behind_unknown": Mend(),
}


_TONIGHT, _SHOW = Mend("/admin/tonight", "releve tonight"), Mend("/admin/sync", "releve sync show")
_REVIEW = Mend("/studio/review", "releve scripts checklist")

#: Code of a line of a rehearsal → the same.
DRILL_MENDS: Mapping[str, Mend] = {
    **{reason.value: _TONIGHT for reason in Reason},
    "contact_missing": Mend("/admin/entities/point_of_contact"),
    "contact_inactive": Mend("/admin/entities/point_of_contact"),
    "contact_nowhere": Mend("/admin/entities/point_of_contact"),
    "script_missing": _SHOW,
    "call_missing": _SHOW,
    "script_unreadable": _REVIEW,
    "skill_missing": _REVIEW,
    "skill_inactive": Mend("/admin/entities/skill"),
    "skill_unstaffed": _TONIGHT,
}


def mend(code: str) -> Mend:
    return MENDS.get(code) or DRILL_MENDS.get(code, Mend())
