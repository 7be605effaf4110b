"""What it costs to rewrite scripts, beside one pass of a compiled regular expression over the same text."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from bench.row import Contest, Row, seconds
from releve.demo.company import Company, company
from releve.domain.kind import Body
from releve.scripts.body import rewritten_body

COPIES = 10


def scripts() -> list[Body]:
    """Every script of the example company, several times over."""
    made: Company = company(
        "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01", 0, 7314250, {}, lambda kind, key: ("1", "1")
    )
    bodies = [draft.body for draft in made.drafts() if draft.kind == "script"]
    return bodies * COPIES


@contextmanager
def rewrite_all() -> Iterator[Contest]:
    bodies, numbers = scripts(), re.compile(r"(?<!\w)\d{4,9}(?!\w)")
    yield Contest(
        figure=seconds(
            lambda: [
                rewritten_body(body, lambda kind, value: f"9{value}", lambda value: (), "7390114")
                for body in bodies
            ]
        ),
        baseline=seconds(
            lambda: [sum(1 for _ in numbers.finditer(body["content"])) for body in bodies]
        ),
    )


ROWS = [Row("rewrite 200 scripts, against one regex pass", unit="s", reach=10, prepare=rewrite_all)]
