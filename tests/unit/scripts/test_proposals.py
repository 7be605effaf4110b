"""The page's advice as code: what is proposed does in each tenant what the developer meant."""

import pytest

from releve.scripts.occurrences import Verdict
from releve.scripts.proposals import dynamic_switch
from releve.scripts.scan import scan
from tests.helpers.scripts import one, web_script

IDS = {"7314250": "41870264", "7390114": "80215533"}


@pytest.mark.parametrize(
    ("code", "after"),
    [
        (
            'x = 1\n\tqueueSkill = "41870264" //Claims\n',
            'SWITCH global:busNo\n\t{\n\t\tCASE 7314250 { queueSkill = "41870264" }\n\t\tCASE 7390114 { queueSkill = "80215533" }\n\t}',
        ),
        (
            "ASSIGN global:queueSkill = 41870264",
            "SWITCH global:busNo\n{\n\tCASE 7314250 { global:queueSkill = 41870264 }\n\tCASE 7390114 { global:queueSkill = 80215533 }\n}",
        ),
    ],
)
def test_an_id_that_is_given_to_a_variable_can_be_chosen_by_tenant(code: str, after: str) -> None:
    proposal = dynamic_switch(code, code.index("41870264"), IDS)
    assert proposal is not None
    assert proposal.after == after


def test_what_is_proposed_needs_no_rewriting_any_more() -> None:
    code = 'queueSkill = "41870264"'
    proposal = dynamic_switch(code, code.index("4187"), IDS)
    assert proposal is not None
    changed = code.replace(proposal.before, proposal.after)
    script = web_script("SNIPPET", one("Data", changed))
    found = [each for each in scan(script).occurrences if each.action == "10"]
    assert {each.verdict for each in found} == {Verdict.NEUTRAL}


@pytest.mark.parametrize(
    "code",
    [
        'AddOption("QUEUE,41870264")',
        'IF queueSkill = "41870264" { x = 1 }',
        'queueSkill = "{a}41870264"',
        'queueSkill = "41870265"',
    ],
)
def test_where_no_variable_is_simply_given_that_id_nothing_is_proposed(code: str) -> None:
    at = code.find("4187026")
    assert dynamic_switch(code, at, IDS) is None
