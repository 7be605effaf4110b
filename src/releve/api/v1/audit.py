"""The audit: who, acting as whom, did what, when, from where, with which outcome."""

from typing import Any

from fastapi import APIRouter

from releve.api.caller import Open, Whoever
from releve.api.paging import Search, Skip, Top
from releve.api.shape import Listed, Shape
from releve.app.audit import audit_page

router = APIRouter(tags=["audit"])


class AuditLine(Shape):
    """`hash` covers the line and `previous`, so that a line that is changed or missing shows."""

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


@router.get("/audit", summary="Read the audit")
def read_audit(
    house: Open, caller: Whoever, search: Search = "", skip: Skip = 0, top: Top = 50
) -> Listed[AuditLine]:
    """Of the caller's tenant, or for an operator of Tenant Management; the newest first."""
    entries, total = audit_page(house, caller, search=search, skip=skip, top=top)
    names = AuditLine.model_fields
    items = [AuditLine(**{name: getattr(entry, name) for name in names}) for entry in entries]
    return Listed(total=total, items=items)
