"""What it costs to find and rewrite the ids of scripts, beside one pass of a regular expression; and how well they are found."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any

from tests.corpus.judged import figures

from bench.row import Contest, Row, seconds
from bench.sizes import SCRIPTS
from releve.demo.company import Company, company
from releve.domain.kind import Body
from releve.scripts.body import body_with, script_of
from releve.scripts.rewrite import rewrite

#: Characters of a script; with 5,000 of them a tenant has 150 MB.
LONG = 30_000
_ID = re.compile(r"(?<!\w)\d{4,9}(?!\w)")


def scripts(count: int) -> list[Body]:
    """As many scripts as long as real ones: those of the example company, with their actions several times over."""
    made: Company = company(
        "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01", 0, 7314250, {}, lambda kind, key: ("1", "1")
    )
    drafts = [draft.body for draft in made.drafts() if draft.kind == "script"]
    whole = [_lengthened(body) for body in drafts if body["format"] == "json"]
    return list(islice(cycle(whole), count))


def _lengthened(body: Body) -> Body:
    read = json.loads(body["content"])
    content: dict[str, Any] = read.get("scriptContent", read)
    parts = [content[name] for name in ("actions", "properties", "branches")]
    own = list(content["actions"])
    text, copy = body["content"], 1
    while len(text) < LONG:
        for part in parts:
            part.update({str(int(one) + 1000 * copy): part[one] for one in own if one in part})
        text, copy = json.dumps(read, indent=1, ensure_ascii=False), copy + 1
    return {**body, "content": text}


@contextmanager
def rewrite_all() -> Iterator[Contest]:
    bodies = scripts(SCRIPTS)
    known = {one for body in bodies[:100] for one in _ID.findall(body["content"]) if len(one) == 8}
    pairs = {one: f"9{one}" for one in known}

    def translate(kind: str, value: str) -> str | None:
        return pairs.get(value)

    def kinds_of(value: str) -> list[str]:
        return ["skill"] if value in known else []

    def rewritten(body: Body) -> Body:
        found = rewrite(script_of(body), translate, kinds_of, "7390114")
        return body_with(body, found, translate)

    yield Contest(
        figure=seconds(lambda: [rewritten(body) for body in bodies]),
        baseline=seconds(
            lambda: [sum(1 for _ in _ID.finditer(body["content"])) for body in bodies]
        ),
    )


@contextmanager
def wrong() -> Iterator[Contest]:
    answers = figures(with_inventory=True)
    bad = [one for one in answers.answers if one.is_fault or one.is_missed]
    yield Contest(lambda: float(len(bad)), lambda: float(len(answers.true)))


@contextmanager
def left_to_people() -> Iterator[Contest]:
    answers = figures(with_inventory=True)
    asked = [one for one in answers.true if one.is_asked]
    yield Contest(lambda: float(len(asked)), lambda: float(len(answers.true)))


ROWS = [
    Row(
        f"find and rewrite the ids of {SCRIPTS:,} scripts of 30 kB, against one regex pass",
        unit="s",
        reach=10,
        prepare=rewrite_all,
        rounds=3,
    ),
    Row(
        "ids of the corpus rewritten wrongly or passed over, against all",
        unit="ids",
        reach=0.001,
        prepare=wrong,
        rounds=3,
    ),
    Row(
        "ids of the corpus left to a person, against all",
        unit="ids",
        reach=0.1,
        prepare=left_to_people,
        rounds=3,
    ),
]
