"""The page's advice about hosts, as code: what is proposed asks where the tenant is, and nothing of the region is left."""

from collections.abc import Sequence

import pytest

from releve.domain.say import Message
from releve.scripts.claims import Rule
from releve.scripts.discovery import Asking, Whereabouts, discovering
from releve.scripts.excerpts import secrets_in
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.scan import scan
from releve.scripts.script import Script
from releve.scripts.snippets.parser import read_snippet
from tests.helpers.scripts import one, web_script

HERE, THERE = "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01", "91c7e0aa-3c41-4b7e-9a55-1f0c6e8b2a02"
WHERE = Whereabouts(frozenset({"au1", "c47"}), {"7314250": HERE, "7390114": THERE})
URL = "https://api-au1.niceincontact.com/v30.0/contacts/{ContactID}"


def hosts(script: Script) -> Sequence[Occurrence]:
    return [each for each in scan(script).occurrences if each.rule is Rule.HOST]


def proposed(script: Script, where: Whereabouts = WHERE) -> Asking | Message:
    """For the first host of the script."""
    found = scan(script)
    host = next(each for each in found.occurrences if each.rule is Rule.HOST)
    return discovering(script, found.flow.program, host, secrets_in(script), where)


def for_code(code: str) -> Asking | Message:
    return proposed(web_script("SNIPPET", one("Data", code)))


def taken(code: str) -> str:
    """The code with the proposal in place of what it is for."""
    asking = for_code(code)
    assert isinstance(asking, Asking), asking
    assert code.count(asking.before) == 1
    return code.replace(asking.before, asking.after)


def test_a_url_is_built_from_what_discovery_answers() -> None:
    assert taken(f'x = 1\n\turl = "{URL}" //the contact\n') == (
        "x = 1\n"
        "\tSWITCH global:busNo\n"
        "\t{\n"
        f'\t\tCASE 7314250 {{ discoveryTenant = "{HERE}" }}\n'
        f'\t\tCASE 7390114 {{ discoveryTenant = "{THERE}" }}\n'
        "\t}\n"
        "\tdiscoveryProxy = GetRESTProxy()\n"
        '\tdiscoveryAnswer = discoveryProxy.MakeRestRequest("https://cxone.niceincontact.com/.well-known/cxone-configuration?tenantId={discoveryTenant}", "", 0, "GET")\n'
        '\tapiEndpoint = "{discoveryAnswer.api_endpoint}"\n'
        '\turl = "{apiEndpoint}/v30.0/contacts/{ContactID}" //the contact\n'
    )


CODES = [
    f'url = "{URL}"',
    f"ASSIGN global:url = '{URL}'",
    'url = "https://api-c47.nice-incontact.com/x/" + id',
    f'r = p.MakeRestRequest("{URL}", "", 0, "GET")',
    f'IF a = 1 {{ url = "{URL}" }}',
    f'IF a = 1 {{ url = "{URL}" }} ELSE {{ url = "" }}',
    f'SWITCH a\r\n{{\r\n\tCASE "1" {{ url = "{URL}" }}\r\n}}\r\n',
    f'FUNCTION address(id)\n{{\n\tRETURN "{URL}"\n}}\n',
    f'body = $\'\\{{ "at": "{URL}" \\}}\'',
    'apiEndpoint = "x"\nurl = "https://api-au1.niceincontact.com/y"',
    'page = "https://au1.nice-incontact.com/agent"',
]


@pytest.mark.parametrize("code", CODES)
def test_what_is_proposed_is_read_whole_and_leaves_nothing_to_ask(code: str) -> None:
    after = taken(code)
    assert read_snippet(after).unread == ()
    found = scan(web_script("SNIPPET", one("Data", after))).occurrences
    assert [each for each in found if each.action == "10" and each.verdict is Verdict.ASK] == []


@pytest.mark.parametrize("code", CODES)
def test_what_is_proposed_changes_one_statement_and_keeps_the_line_ends(code: str) -> None:
    asking = for_code(code)
    assert isinstance(asking, Asking)
    begin, end = code.split(asking.before)
    assert taken(code).startswith(begin)
    assert taken(code).endswith(end)
    assert ("\r\n" in asking.after) == ("\r\n" in code)


def test_a_page_is_asked_for_at_the_address_of_pages() -> None:
    assert '"{uiEndpoint}/agent"' in taken('page = "https://au1.nice-incontact.com/agent"')


def test_a_name_that_the_script_uses_is_not_used_again() -> None:
    after = taken('apiEndpoint = "x"\nurl = "https://api-au1.niceincontact.com/y"')
    assert 'url = "{apiEndpoint2}/y"' in after


def test_before_an_action_that_asks_a_snippet_is_proposed() -> None:
    script = web_script("REST_API", one("ServiceAddress", URL), one("Verb", "GET"))
    asking = proposed(script)
    assert isinstance(asking, Asking)
    assert (asking.before, asking.after) == (URL, "{apiEndpoint}/v30.0/contacts/{ContactID}")
    assert read_snippet(asking.ahead).unread == ()
    assert asking.ahead.endswith('apiEndpoint = "{discoveryAnswer.api_endpoint}"')
    assert hosts(web_script("REST_API", one("ServiceAddress", asking.after))) == []


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ('url = "https://home-c47.nice-incontact.com/x"', "no address of this sort"),
        ('url = "https://api-eu1.niceincontact.com/x"', "another region"),
        ('host = "api-au1.niceincontact.com"', "whole https address"),
        ('url = "http://api-au1.niceincontact.com/x"', "whole https address"),
        ('url = "https://api-au1.niceincontact.com:8443/x"', "whole https address"),
        ('IF url = "https://api-au1.niceincontact.com/x" { y = 1 }', "compared"),
        (
            'SWITCH url\n{\n\tCASE "https://api-au1.niceincontact.com/x" { y = 1 }\n}',
            "compared",
        ),
        (
            'FOREACH id IN ids { r = p.MakeRestRequest("https://api-au1.niceincontact.com/x", "", 0, "GET") }',
            "loop",
        ),
        ('IF a = 1 url = "https://api-au1.niceincontact.com/x"', "braces"),
        (
            'IF global:busNo = 7314250 { url = "https://api-au1.niceincontact.com/x" }',
            "which tenant",
        ),
        ('x = "{a.replace("https://api-au1.niceincontact.com/x", "")}"', "inside another"),
        (
            'url = "https://api-au1.niceincontact.com/x?apikey=NOTAREALKEY1234"',
            "take that out",
        ),
    ],
)
def test_where_it_would_not_be_safe_nothing_is_proposed_and_a_sentence_says_why(
    code: str, why: str
) -> None:
    told = for_code(code)
    assert isinstance(told, Message)
    assert why in str(told)


def test_a_tenant_without_a_counterpart_is_told_so() -> None:
    alone = Whereabouts(frozenset({"au1"}), {"7314250": HERE})
    script = web_script("SNIPPET", one("Data", f'url = "{URL}"'))
    told = proposed(script, alone)
    assert isinstance(told, Message)
    assert "no BCP tenant yet" in str(told)


def test_a_key_elsewhere_in_the_code_is_neither_in_the_way_nor_shown() -> None:
    key = "NOTAREALKEY1234"
    asking = for_code(f'apiKey = "{key}"\nurl = "{URL}"')
    assert isinstance(asking, Asking)
    assert key not in asking.before + asking.after
