"""The policy as a page to read: what each act needs, and what each sort of caller is answered.

The answers come from asking `must`, not from the table, so that the page shows what really happens.
"""

from collections.abc import Iterator

from releve.access.policy import POLICY, Act, Grant, TmAdmin, must
from releve.domain.errors import ReleveError
from releve.domain.people import Caller, Grants

_HERE, _THERE = "here", "elsewhere"
_COLUMNS = ("operator", "impersonating", "granted", "employee", "stranger", "nobody")


def matrix() -> str:
    """One line per act. Columns: an operator; one impersonating somebody who holds the permission needed; an
    employee who holds it; an employee who holds nothing; one of another tenant who holds it; nobody."""
    head = _line("act", "needs", *_COLUMNS)
    return "\n".join([head, *(_row(act) for act in Act)]) + "\n"


def _row(act: Act) -> str:
    need = POLICY[act]
    return _line(act, str(need), *(_answer(caller, act) for caller in _callers(need)))


def _line(act: str, need: str, *cells: str) -> str:
    return f"{act:<16}{need:<26}" + "".join(f"{cell:<15}" for cell in cells).rstrip()


def _callers(need: Grant | TmAdmin) -> Iterator[Caller | None]:
    """In the order of the columns."""
    held: Grants = {need.permission: frozenset({need.action})} if isinstance(need, Grant) else {}
    yield Caller("olga", operator="olga")
    yield Caller("ada", operator="olga", tenant=_HERE, employee="1", grants=held)
    yield Caller("ada", tenant=_HERE, employee="1", grants=held)
    yield Caller("ben", tenant=_HERE, employee="2", grants={})
    yield Caller("eve", tenant=_THERE, employee="3", grants=held)
    yield None


def _answer(caller: Caller | None, act: Act) -> str:
    try:
        must(caller, act, _HERE)
    except ReleveError as refusal:
        return refusal.code.value
    return "yes"
