"""The audit: who, acting as whom, did what, when, from where, with which outcome."""

from collections.abc import Mapping
from typing import Any, Self

from fastapi import APIRouter

from releve.api.caller import Open, Whoever
from releve.api.paging import Search, Skip, Top
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.app.audit import audit_page
from releve.app.audit_names import names_for
from releve.app.audit_words import act_named, codes_said, outcome_named, subject_named
from releve.domain.store import AuditEntry
from releve.languages.speaker import Speaker

router = APIRouter(tags=["audit"])


class AuditLine(Shape):
    """`hash` covers the line and `previous`, so that a line that is changed or missing shows. `actLabel`, `subjectLabel`
    and `outcomeLabel` say in the reader's language what stands there in codes and IDs."""

    seq: int
    at: str
    actor: str
    acting_as: str | None
    act: str
    subject: str
    outcome: str
    origin: str
    details: dict[str, Any]
    previous: str
    hash: str
    act_label: str
    subject_label: str
    outcome_label: str

    @classmethod
    def of(cls, entry: AuditEntry, names: Mapping[str, str], speaker: Speaker) -> Self:
        called, its_id = subject_named(entry, names)
        title = entry.details.get("title") or entry.details.get("path") or ""
        told = (speaker.text(called), its_id, title)
        return cls(
            **{name: getattr(entry, name) for name in _KEPT},
            act_label=speaker.text(act_named(entry.act)),
            subject_label=" ".join(str(word) for word in told if word),
            outcome_label=speaker.text(outcome_named(entry.outcome)),
        )


#: What is told as it is kept.
_KEPT = tuple(name for name in AuditLine.model_fields if not name.endswith("_label"))


@router.get("/audit", summary="Read the audit")
def read_audit(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    search: Search = "",
    skip: Skip = 0,
    top: Top = 50,
) -> Listed[AuditLine]:
    """Of the caller's tenant, or for an operator of Tenant Management; the newest first."""
    acts, outcomes = codes_said(search, speaker.say)
    entries, total = audit_page(
        house, caller, search=search, acts=acts, outcomes=outcomes, skip=skip, top=top
    )
    names = names_for(house, caller, entries)
    return Listed(total=total, items=[AuditLine.of(one, names, speaker) for one in entries])
