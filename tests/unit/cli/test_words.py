"""Every code that an answer may hold has words for people, and a code of a newer server is not lost."""

from collections.abc import Iterable, Mapping

import pytest

from releve.cli import words
from releve.domain.kinds import KINDS
from releve.domain.people import Action, BcpType
from releve.domain.runs import Change, RunState, Verb
from releve.domain.say import Message
from releve.domain.tenancy import Deletions, Drift, Side
from releve.languages.speaker import Speaker


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (words.VERBS, Verb),
        (words.DONE, Verb),
        (words.STATES, RunState),
        (words.SIDES, Side),
        (words.ACTIONS, Action),
        (words.DELETIONS, Deletions),
        (words.DRIFT, Drift),
        (words.CHANGES, Change),
    ],
)
def test_every_code_has_words(told: Mapping[str, Message], codes: Iterable[str]) -> None:
    assert {*told} == {*codes}


@pytest.mark.parametrize(
    ("run", "who"),
    [
        ({"trigger": "person", "requestedBy": "noor"}, "noor"),
        ({"trigger": "schedule", "requestedBy": "schedule"}, "calendrier"),
        ({"trigger": "continuous", "requestedBy": "continuous"}, "synchronisation continue"),
        ({"trigger": "restore", "requestedBy": "noor"}, "noor (restauration)"),
    ],
)
def test_who_or_what_asked_for_a_run_is_told_as_on_the_console(
    run: Mapping[str, str], who: str
) -> None:
    asked = words.asked_by(run)
    assert (Speaker("fr").say(asked) if isinstance(asked, Message) else asked) == who


def test_kinds_and_bcp_types_have_the_names_of_the_console() -> None:
    assert words.kind_label("agent_skill") == KINDS["agent_skill"].label
    assert words.kind_plural("agent_skill") == KINDS["agent_skill"].plural
    assert words.bcp_type_label("single") == BcpType.SINGLE.label


def test_what_only_a_newer_server_knows_stands_for_itself() -> None:
    assert words.worded(words.STATES, "brand_new") == "brand_new"
    assert words.kind_label("brand_new") == words.kind_plural("brand_new") == "brand_new"
    assert words.bcp_type_label("brand_new") == words.permission_label("brand_new") == "brand_new"
    assert words.worded(words.SIDES, None) is None
