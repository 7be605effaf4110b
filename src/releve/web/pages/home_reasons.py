"""What the home page offers beside each reason to hesitate before a switch: the link or the button that mends it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from releve.app.continuity import Continuity
from releve.app.mending import Finding, mend
from releve.domain.say import Message, say
from releve.web.frame import Frame


@dataclass(frozen=True, slots=True)
class Fix:
    """A link, or with `post` a button that does it."""

    label: Message
    href: str
    post: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """`key` is another one for each, and the same for the same reason at the next look. Where the reader can mend nothing, `hint`
    says who or what does."""

    key: str
    message: Message
    blocks: bool
    fixes: tuple[Fix, ...] = ()
    hint: Message | None = None


_SYNC_NOW = Fix(say("Run now"), "/admin/sync/run", post=True)
_SYNC_PAGE = say("Sync Configuration")

#: Code of a finding → what its link is called, and the place in which its page is.
LINKS: Mapping[str, tuple[Message, str]] = {
    "changes_wait": (say("Look at them"), "sync"),
    "drifted": (say("What was changed there"), "sync"),
    "driver_failing": (say("Traffic"), "enablement"),
    "held_back": (say("What is held back, and why"), "sync"),
    "left_behind": (say("What was changed there"), "sync"),
    "never_synced": (_SYNC_PAGE, "sync"),
    "nobody_could_log_in": (say("Who could work there tonight"), "employees"),
    "not_copied": (say("What would be lost"), "sync"),
    "old_copy": (_SYNC_PAGE, "sync"),
    "passkey_unverified": (say("Verify the passkey"), "enablement"),
    "restored": (_SYNC_PAGE, "sync"),
    "sync_off": (say("Enable Sync"), "sync"),
    "syncing": (say("Follow it"), "sync"),
    "to_review": (say("Review them in Studio"), "review"),
}

#: What is mended by a run, if one can be asked for now.
_BY_A_RUN = frozenset({"never_synced", "not_copied", "old_copy"})

_OPERATOR = say("An operator does this in Tenant Management: ask your account representative.")
_BY_ITSELF = say("This page looks again by itself.")
_REGIONS = say("Whoever runs the regions mends this. This page looks again by itself.")

HINTS: Mapping[str, Message] = {
    "bcp_off": _OPERATOR,
    "passkey_missing": _OPERATOR,
    "bcp_silent": _REGIONS,
    "primary_silent": _REGIONS,
    "primary_unsteady": say(
        "Whoever runs the regions mends this. This page looks again by itself."
    ),
    "bcp_unsteady": _REGIONS,
    "directory_read_only": say(
        "Whoever runs the directory mends this. This page looks again by itself."
    ),
    "left_behind_unknown": _BY_ITSELF,
    "switched_lately": _BY_ITSELF,
}


def reasons(seen: Continuity, frame: Frame) -> list[Reason]:
    """What stands in the way first; nothing for whoever may not look at the switch."""
    if seen.summary is None:
        return []
    told = [(one, True) for one in seen.summary.obstacles]
    told += [(one, False) for one in seen.summary.warnings]
    often = Counter[str]()
    found = []
    for one, blocks in told:
        often[one.code] += 1
        found.append(_reason(f"{one.code}-{often[one.code]}", one, blocks, seen, frame))
    return found


def _reason(key: str, one: Finding, blocks: bool, seen: Continuity, frame: Frame) -> Reason:
    fixes = tuple(_fixes(one.code, seen, frame))
    return Reason(key, one.message, blocks, fixes, HINTS.get(one.code))


def _fixes(code: str, seen: Continuity, frame: Frame) -> Iterator[Fix]:
    runs = code in _BY_A_RUN and seen.can_sync
    if runs:
        yield _SYNC_NOW
    if code not in LINKS:
        return
    label, place = LINKS[code]
    if frame.shows(place) and not (runs and label is _SYNC_PAGE):
        yield Fix(label, _page(code, seen))


def _page(code: str, seen: Continuity) -> str:
    if code == "driver_failing":
        return "/admin/enablement#traffic"
    if code == "held_back" and seen.page.last is not None:
        return f"/admin/sync/runs/{seen.page.last.id}?verb=hold"
    return mend(code).page
