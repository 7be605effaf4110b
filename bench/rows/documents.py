"""What it costs to check and digest a document, beside writing it as JSON and hashing that."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import orjson

from bench.row import Contest, Row, seconds
from releve.domain.kind import Body, digest
from releve.domain.kinds import checked, kind_named

TEAMS = 10_000


def teams() -> list[Body]:
    """Teams as a client sends them; half of the numbers are texts, as they come from a CSV."""
    return [
        {
            "name": f"Équipe {number}",
            "description": "Clients francophones, du lundi au vendredi",
            "status": "ACTIVE",
            "leadUserId": f"00000000-0000-4000-8000-{number:012d}",
            "divisionId": str(10_000_000 + number),
            "voiceThreshold": number % 5,
            "chatThreshold": str(number % 7),
            "requestContact": True,
            "unavailableCodes": [{"outStateId": 30_000_000 + number}, {"outStateId": "17"}],
        }
        for number in range(TEAMS)
    ]


@contextmanager
def check_and_digest() -> Iterator[Contest]:
    bodies, kind = teams(), kind_named("team")
    yield Contest(
        figure=seconds(lambda: [digest(checked(kind, body)) for body in bodies]),
        baseline=seconds(
            lambda: [hashlib.sha256(orjson.dumps(body)).hexdigest() for body in bodies]
        ),
    )


ROWS = [Row("check and digest 10,000 teams", unit="s", reach=20, prepare=check_and_digest)]
