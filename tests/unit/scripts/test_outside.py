"""What scripts exchange with systems beyond the platform: the systems, paths and names of fields, and no value of any."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.outside import Sort
from releve.scripts.formats import read_script
from releve.scripts.outside import may_speak, outside_of
from tests.corpus import cases
from tests.helpers.scripts import one, web, web_script

Told = set[tuple[str, str, str]]


def told(name: str, **properties: str) -> Told:
    """(system, identifier, sort) of an action with these properties."""
    script = web_script(name, *(one(key, value) for key, value in properties.items()))
    return {(use.system, use.identifier, use.sort.value) for use in outside_of(script)}


def in_code(code: str) -> Told:
    return told("SNIPPET", Data=code)


def test_a_request_is_told_by_host_path_and_the_names_of_ids() -> None:
    assert told(
        "REST_API",
        ServiceAddress="https://CRM.example:8443/api/cases/{caseId}?account={acc}&lang=fr",
        Parameters='{"customerId": "12345", "skillId": "{s}", "colour": "red"}',
    ) == {
        ("crm.example:8443", "/api/cases/{caseId}", "address"),
        ("crm.example:8443", "account", "sent"),
        ("crm.example:8443", "customerId", "sent"),
        ("crm.example:8443", "skillId", "sent"),
    }


def test_an_address_that_stands_in_a_variable_is_found_where_it_is_used() -> None:
    code = 'base = "https://crm.example/v1"\nurl = "{base}/orders/{id}"\nother = base + "/clients/" + id'
    assert in_code(code) == {
        ("crm.example", "/v1", "address"),
        ("crm.example", "/v1/orders/{id}", "address"),
        ("crm.example", "/v1/clients/{id}", "address"),
    }


def test_what_is_taken_out_of_an_answer_is_told() -> None:
    code = (
        'p = GetRESTProxy()\nr = p.MakeRestRequest("https://crm.example/find", "", 0, "GET")\n'
        'caseId = "{r.case.id.$value}"\nname = "{r.name}"'
    )
    assert ("crm.example", "case.id", "taken") in in_code(code)
    assert not any("name" in identifier for _, identifier, _ in in_code(code))


def test_the_answer_of_an_action_is_followed_into_other_actions() -> None:
    read = json.loads(
        web(
            "REST_API",
            [one("ServiceAddress", "https://crm.example/find"), one("resultSet", "found")],
        )
    )
    content = read["scriptContent"]
    content["actions"]["11"] = {"actionId": 11, "name": "POPURL"}
    content["properties"]["11"] = {"0": one("TabTitle", "{found.ticketNumber} {found.title}")}
    uses = outside_of(read_script(json.dumps(read).encode()))
    [taken] = [use for use in uses if use.sort is Sort.TAKEN]
    assert (taken.identifier, taken.action, taken.place) == ("ticketNumber", "11", "TabTitle")


KEY = "NOTAREALKEY0123456789"


@pytest.mark.parametrize(
    ("name", "properties", "key"),
    [
        (
            "REST_API",
            {"ServiceAddress": f"https://crm.example/x?apikey={KEY}"},
            "apikey",
        ),
        (
            "REST_API",
            {"ServiceAddress": "https://crm.example/x", "Headers": f'{{"x-api-key": "{KEY}"}}'},
            "x-api-key",
        ),
        (
            "SNIPPET",
            {
                "Data": f'p = GetRESTProxy()\np.AddHeader("X-Api-Key", "{KEY}")\nr = p.MakeRestRequest("https://crm.example/x", "", 0, "GET")'
            },
            "X-Api-Key",
        ),
    ],
)
def test_a_key_in_clear_is_told_by_its_name_and_its_value_nowhere(
    name: str, properties: Mapping[str, str], key: str
) -> None:
    found = told(name, **properties)
    assert ("crm.example", key, "key") in found
    assert KEY not in str(found)


def test_a_key_that_is_put_in_at_run_time_is_none_in_clear() -> None:
    found = told(
        "REST_API", ServiceAddress="https://crm.example/x", Headers="Authorization: bearer {token}"
    )
    assert {sort for _, _, sort in found} == {"address"}


@pytest.mark.parametrize(
    "code",
    [
        'url = "https://api-au1.niceincontact.com/v1/skills/{id}"',
        'url = "https://cxone.niceincontact.com/.well-known/cxone-configuration?tenantId={t}"',
        "//see https://crm.example/cases/{id}\nx = 1",
        "xml = \"<a xmlns='http://www.w3.org/1999/xhtml'>\"",
        'logo = "https://cdn.example/logo-2024.png"',
    ],
)
def test_the_platform_remarks_and_pictures_are_no_outside_systems(code: str) -> None:
    assert in_code(code) == set()


def test_a_link_in_a_mail_that_names_nothing_is_left_out() -> None:
    assert told("EMAIL", Body="See https://www.example.com/help") == set()
    assert told("EMAIL", Body="See https://shop.example/orders/{orderId}") == {
        ("shop.example", "/orders/{orderId}", "address")
    }


def test_an_action_of_a_crm_is_told_by_its_name() -> None:
    name = "SalesforceFind_LIBID_5b1c9d82-77aa-4d0b-9c3e-1f2e3d4c5b6a"
    assert told(name, accountId="{a}", limit="10") == {("SalesforceFind", "accountId", "sent")}


def test_the_line_of_a_system_and_an_identifier_is_the_same_in_every_script() -> None:
    one_script, other = (
        outside_of(web_script("POPURL", one("URL", f"https://crm.example/open?contact={{{name}}}")))
        for name in ("a", "b")
    )
    assert [use.line for use in one_script] == [use.line for use in other]


def test_scripts_of_any_form_are_read_and_tell_of_their_outside_systems() -> None:
    found = [
        (use.system, use.sort)
        for case in cases()
        for script in case.scripts
        for use in outside_of(read_script(script.raw))
    ]
    systems = {system for system, _ in found}
    assert "crm.brightwick.example" in systems
    assert "erp.acorn.example" in systems
    assert not any("nice" in system and "incontact" in system for system in systems)


def test_a_glance_lets_no_script_go_that_speaks_with_anybody() -> None:
    read = [read_script(script.raw) for case in cases() for script in case.scripts]
    speaking = [script for script in read if outside_of(script)]
    assert all(may_speak(script.text) for script in speaking)
    assert may_speak('{"value": "https:\\/\\/crm.example\\/x"}')
    assert 2 * sum(may_speak(script.text) for script in read) < len(read)


def test_variables_that_are_put_into_each_other_a_million_times_do_not_keep_anybody_waiting() -> (
    None
):
    """Put together to the end, it would be a hundred million texts: the test would not end."""
    held = {"d": "x", "c": "{d}" * 100, "b": "{c}" * 100, "a": "{b}" * 100}
    for inmost in ("x", ""):  # nothing, put in for ever, is endless too
        texts = [f'{name} = "{text}"' for name, text in (held | {"d": inmost}).items()]
        address = "https://crm.example/{a}"
        found = in_code("\n".join([*texts, f'u = "{address * 100}"', f'v = "{address}"']))
        assert {system for system, _, _ in found} == {"crm.example"}


def test_a_variable_that_is_put_into_many_texts_is_told_in_all_of_them() -> None:
    code = 'base = "https://crm.example/v1"\n'
    code += "\n".join(f'u{n} = "{{base}}/orders{n}/{{id}}"' for n in range(150))
    assert sum(identifier.startswith("/v1/orders") for _, identifier, _ in in_code(code)) == 150


@pytest.mark.parametrize(
    "code", ['u = "https://crm.example/" + {}', 'b = {}\nu = "https://crm.example/" + b']
)
def test_a_text_that_is_put_together_from_a_thousand_pieces_is_read(code: str) -> None:
    found = in_code(code.format(" + ".join(["x"] * 1000)))
    assert [system for system, _, _ in found] == ["crm.example"]


@given(st.text(alphabet="ab{}\"'.:/?&=+-\\$<>()\n https://crm.example", max_size=80))
def test_whatever_stands_in_code_nothing_breaks(code: str) -> None:
    assert isinstance(in_code(code), set)
