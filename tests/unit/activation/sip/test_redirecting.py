"""What the SIP redirect answers: the address of the active side to calls, the field's own words to all else."""

import pytest

from releve.activation.drivers.sip.deciding import Destination, contact_of
from tests.unit.activation.sip.requests import (
    CA1,
    asked,
    header,
    invite,
    known,
    lines_of,
    nothing_now,
)


def test_a_call_is_told_the_address_of_the_active_side() -> None:
    answer = asked(invite())
    assert lines_of(answer)[0] == "SIP/2.0 302 Moved Temporarily"
    assert header(answer, "Contact") == "<sip:+15145550101@sbc.ca1.example:5070>"
    assert header(answer, "Content-Length") == "0"


def test_an_answer_repeats_what_makes_it_the_answer_to_this_request() -> None:
    answer = asked(invite())
    assert header(answer, "From") == "Alix <sip:+33199000001@carrier.example>;tag=1928"
    assert header(answer, "Call-Id") == "a84b4c76e66710"
    assert header(answer, "Cseq") == "314159 INVITE"
    assert header(answer, "To").startswith("<sip:+15145550101@calls.example>;tag=")


def test_an_answer_is_never_to_be_kept() -> None:
    """RFC 3261, 8.1.3.4: without an expiry it is good once."""
    assert "expires" not in "\n".join(lines_of(asked(invite()))).lower()


def test_a_request_that_is_repeated_has_the_same_answer_and_another_one_another_tag() -> None:
    assert asked(invite()) == asked(invite())
    others = [invite(call_id="b"), invite(via="SIP/2.0/UDP carrier.example;branch=z9hG4bK777")]
    tags = {header(asked(one), "To") for one in (invite(), *others)}
    assert len(tags) == 3


def test_a_request_that_is_repeated_after_a_switch_is_told_the_other_side() -> None:
    answer = asked(invite(), lambda number: Destination("sip:sbc.eu1.example"))
    assert header(answer, "Contact") == "<sip:+15145550101@sbc.eu1.example>"


@pytest.mark.parametrize(
    ("uri", "contact"),
    [
        ("sip:15145550101@calls.example", "sip:15145550101@sbc.ca1.example:5070"),
        ("sip:%2B15145550101@calls.example", "sip:%2B15145550101@sbc.ca1.example:5070"),
        ("sip:+1-514-555-0101@calls.example", "sip:+1-514-555-0101@sbc.ca1.example:5070"),
        ("sip:+1(514)555.0101@calls.example", "sip:+1(514)555.0101@sbc.ca1.example:5070"),
        ("sip:+15145550101;npdi=yes@calls.example", "sip:+15145550101@sbc.ca1.example:5070"),
        ("sip:+15145550101:secret@calls.example", "sip:+15145550101@sbc.ca1.example:5070"),
        (
            "sip:+15145550101@[2001:db8::7]:5060;transport=udp;user=phone",
            "sip:+15145550101@sbc.ca1.example:5070;user=phone",
        ),
        ("tel:+1-514-555-0101", "sip:+1-514-555-0101@sbc.ca1.example:5070;user=phone"),
        (
            "tel:+15145550101;phone-context=example.com",
            "sip:+15145550101@sbc.ca1.example:5070;user=phone",
        ),
        ("SIPS:+15145550101@calls.example?subject=x", "sip:+15145550101@sbc.ca1.example:5070"),
    ],
)
def test_a_number_is_understood_however_it_is_written(uri: str, contact: str) -> None:
    assert header(asked(invite(uri)), "Contact") == f"<{contact}>"


@pytest.mark.parametrize(
    "uri",
    [
        "sip:+15145550102@calls.example",
        "sip:calls.example",
        "sip:alix@calls.example",
        "sip:5145550101@calls.example",
        "sip:0015145550101@calls.example",
        "sip:15145550101x@calls.example",
        "tel:911",
    ],
)
def test_what_is_nobodys_number_is_not_found(uri: str) -> None:
    assert asked(invite(uri)).told == "404"


@pytest.mark.parametrize(
    ("uri", "status"),
    [
        ("http://calls.example/", "416"),
        ("+15145550101", "416"),
        ("sip:@calls.example", "400"),
        ("sip:+15145550101@", "400"),
        ("sip:", "400"),
    ],
)
def test_what_is_no_address_of_sip_is_told_so(uri: str, status: str) -> None:
    assert asked(invite(uri)).told == status


@pytest.mark.parametrize("method", ["MESSAGE", "SUBSCRIBE", "REFER", "NEWMETHOD"])
def test_methods_are_redirected_whatever_they_are(method: str) -> None:
    """RFC 3261, 8.3: a redirect server ignores what it does not understand, and redirects."""
    assert asked(invite(method=method, require="100rel, nothing-we-know")).told == "302"


@pytest.mark.parametrize(
    ("method", "status"),
    [("OPTIONS", "200"), ("CANCEL", "200"), ("BYE", "481"), ("REGISTER", "405"), ("ACK", "ack")],
)
def test_what_is_no_call_is_answered_in_its_own_way(method: str, status: str) -> None:
    assert asked(invite(method=method)).told == status


def test_an_acknowledgment_is_answered_with_nothing_even_if_it_is_wrong() -> None:
    assert asked(invite(method="ACK")).data is None
    assert asked(invite(method="ACK", to=None)).data is None


def test_a_cancelled_call_has_the_tag_of_its_answer() -> None:
    """RFC 3261, 9.2."""
    assert header(asked(invite(method="CANCEL")), "To") == header(asked(invite()), "To")


@pytest.mark.parametrize("method", ["INVITE", "UPDATE", "INFO", "PRACK"])
def test_calls_that_are_under_way_are_not_ours(method: str) -> None:
    to = "<sip:+15145550101@calls.example>;tag=gone"
    answer = asked(invite(method=method, to=to))
    assert answer.told == "481"
    assert header(answer, "To") == to


def test_a_call_that_goes_in_circles_is_ended() -> None:
    assert asked(invite(max_forwards="0")).told == "483"
    assert asked(invite(max_forwards="1")).told == "302"
    assert asked(invite(max_forwards=None)).told == "302"
    assert asked(invite(method="OPTIONS", max_forwards="0")).told == "200"


def test_while_nothing_is_known_callers_are_told_to_ask_somebody_else() -> None:
    for method in ("INVITE", "OPTIONS"):
        answer = asked(invite(method=method), nothing_now)
        assert answer.told == "503"
        assert header(answer, "Retry-After") == "5"
    assert asked(invite(method="CANCEL"), nothing_now).told == "200"


def test_an_answer_from_an_old_copy_says_so() -> None:
    old = Destination(CA1.address, age_s=75.9, sure=False)
    answer = asked(invite(), lambda number: old)
    assert answer.told == "302"
    assert header(answer, "Warning") == '399 releve "Directory lost, known 75 s ago"'
    assert "Warning" not in "".join(lines_of(asked(invite(), known)))


def test_a_region_may_be_reached_over_tls_or_with_parameters_of_its_own() -> None:
    contact = contact_of("+1514", "sips:sbc.example:5061;lr;transport=tcp", by_phone=True)
    assert contact == "sips:+1514@sbc.example:5061;lr;transport=tcp;user=phone"
