"""What it costs to list agents in the field's shape, beside the same query written by hand."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson

from bench.row import Contest, Row, seconds
from releve.api.cxone.agents import AGENT
from releve.api.cxone.lists import rows_of
from releve.app.seeking import Found, Known
from releve.domain.entities import Draft, Sought
from releve.domain.kind import Body
from releve.domain.kinds import KINDS, checked
from releve.domain.people import Caller
from releve.stores.regional.store import open_store

AGENTS, TOP, SKIP = 50_000, 100, 20_000
TENANT, AT = "00000000-0000-4000-8000-000000000001", "2026-01-02T03:04:05.000Z"

#: A page of a list by its key, and how many there are.
PAGE = (
    "SELECT id, alt_id, body FROM entity WHERE tenant_id = ? AND kind = 'employee' AND deleted = 0"
    " ORDER BY key LIMIT ? OFFSET ?"
)
MANY = "SELECT count(*) FROM entity WHERE tenant_id = ? AND kind = 'employee' AND deleted = 0"


def employees(role: str, team: str) -> Iterator[Body]:
    for number in range(AGENTS):
        yield {
            "userName": f"agent{number:06}",
            "firstName": f"Amélie {number}",
            "lastName": "Rosegivre",
            "emailAddress": f"agent{number:06}@havrelune.example",
            "roleUUID": role,
            "teamId": team,
            "timeZone": "Europe/Paris",
            "city": "Paris",
            "isActive": True,
        }


@contextmanager
def agents() -> Iterator[Contest]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ca1.db"
        with (
            closing(open_store(f"sqlite:///{file}", "ca1", 3)) as store,
            closing(sqlite3.connect(file)) as plain,
        ):
            with store.writing() as tx:
                named = Draft("team", checked(KINDS["team"], {"name": "Blue"}))
                held = Draft("role", checked(KINDS["role"], {"roleName": "Agent"}))
                [(_, team), (role, _)] = tx.entities.put(TENANT, [named, held], by="x", at=AT)
                drafts = [
                    Draft("employee", checked(KINDS["employee"], body))
                    for body in employees(role, team or "")
                ]
                tx.entities.put(TENANT, drafts, by="x", at=AT)

            def ours() -> bytes:
                known = Known(Caller("x", tenant=TENANT))
                with store.reading() as tx:
                    sought = Sought(skip=SKIP, top=TOP)
                    page = tx.entities.sought(TENANT, "employee", sought)
                    known.follow(tx, page.rows, AGENT.paths())
                found = Found(page.rows, page.total, known, 1, AT)
                return orjson.dumps(rows_of(AGENT, found))

            def by_hand() -> bytes:
                rows = plain.execute(PAGE, (TENANT, TOP, SKIP)).fetchall()
                plain.execute(MANY, (TENANT,)).fetchone()
                return orjson.dumps(
                    [
                        {**orjson.loads(body), "agentId": own, "userId": alt}
                        for own, alt, body in rows
                    ]
                )

            yield Contest(seconds(ours), seconds(by_hand))


ROWS = [Row("list 100 of 50,000 agents, SQLite", unit="s", reach=3, prepare=agents)]
