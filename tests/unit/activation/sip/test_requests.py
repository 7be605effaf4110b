"""Requests are read as RFC 3261 wants it, and whatever is not one does no harm."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from releve.activation.drivers.sip.answer import ADDRESS_MAX, LONGER_MAX
from releve.activation.drivers.sip.deciding import Destination
from releve.activation.drivers.sip.request import BYTES_MAX, LINES_MAX
from tests.unit.activation.sip.requests import NUMBER, asked, header, invite, lines_of, written

#: A request in as few bytes as one can be, and one as people torture parsers with.
SHORT = written(
    f"INVITE sip:{NUMBER}@h SIP/2.0", "v:SIP/2.0/UDP h", "f:a;tag=1", "t:b", "i:1", "CSeq:1 INVITE"
)
TORTUOUS = written(
    "INVITE sip:+15145550101;unknownparam@calls.example;unknown SIP/2.0",
    "TO :",
    ' sip:+15145550101@calls.example ;   q  = 0.4;x="a;tag=not this one"',
    'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
    "  ;",
    "  tag = 98asjd8",
    "MaX-fOrWaRdS: 0068",
    "Call-ID: wsinv.ndaksdj@192.0.2.1",
    "Content-Length   : 15",
    "cseq: 0009",
    "  INVITE",
    "Via  : SIP  /   2.0",
    " /UDP",
    "    192.0.2.2;branch=390skdjuw",
    "s :",
    "NewFangledHeader:   newfangled value",
    " continued newfangled value",
    "UnknownHeaderWithUnusualValue: ;;,,;;,;",
    "Content-Type: application/sdp",
    "Route:",
    " <sip:services.example.com;lr;unknownwith=value;unknown-no-value>",
    "v:  SIP  / 2.0  / TCP     spindle.example.com   ;",
    "  branch  =   z9hG4bK9ikj8  ,",
    " SIP  /    2.0   / UDP  192.168.255.111   ; branch=",
    " z9hG4bK30239",
    'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam = newvalue',
    body="v=0\r\no=- 1 1 IN",
)


def test_a_tortuous_request_is_understood() -> None:
    answer = asked(TORTUOUS)
    assert answer.told == "302"
    assert header(answer, "Contact") == "<sip:+15145550101@sbc.ca1.example:5070>"
    via, second = [one for one in lines_of(answer) if one.lower().startswith(("via", "v:"))]
    assert via == "Via: SIP  /   2.0 /UDP 192.0.2.2;branch=390skdjuw;received=192.0.2.7"
    assert second.endswith("SIP  /    2.0   / UDP  192.168.255.111   ; branch= z9hG4bK30239")


def test_compact_names_are_understood_and_repeated() -> None:
    answer = asked(SHORT)
    assert answer.told == "302"
    assert header(answer, "f") == "a;tag=1"
    assert header(answer, "t").startswith("b;tag=")


def test_line_ends_before_a_request_are_passed_over() -> None:
    assert asked(b"\r\n\r\n" + SHORT) == asked(SHORT)


@pytest.mark.parametrize(
    ("via", "seen", "port"),
    [
        ("192.0.2.7", "192.0.2.7", 5060),
        ("192.0.2.7:5062", "192.0.2.7:5062", 5062),
        ("192.0.2.8:5062", "192.0.2.8:5062;received=192.0.2.7", 5062),
        ("carrier.example", "carrier.example;received=192.0.2.7", 5060),
        ("192.0.2.7;rport", "192.0.2.7;rport=4711;received=192.0.2.7", 4711),
        (
            "10.0.0.1:5062;rport;branch=x",
            "10.0.0.1:5062;branch=x;rport=4711;received=192.0.2.7",
            4711,
        ),
        (
            "192.0.2.7;received=198.51.100.9;rport=9",
            "192.0.2.7;rport=4711;received=192.0.2.7",
            4711,
        ),
        ("192.0.2.7;maddr=198.51.100.9", "192.0.2.7;maddr=198.51.100.9", 5060),
        ("192.0.2.7 , SIP/2.0/TCP 10.0.0.2", "192.0.2.7, SIP/2.0/TCP 10.0.0.2", 5060),
        ('192.0.2.7;x="a,b"', '192.0.2.7;x="a,b"', 5060),
    ],
)
def test_an_answer_says_from_where_the_request_came_and_goes_there(
    via: str, seen: str, port: int
) -> None:
    """RFC 3261, 18.2, and RFC 3581. An answer goes to no third party, whatever the request asks for."""
    answer = asked(invite(via=f"SIP/2.0/UDP {via}"))
    assert (header(answer, "Via"), answer.port) == (f"SIP/2.0/UDP {seen}", port)


def test_who_asks_over_ipv6_is_answered() -> None:
    answer = asked(invite(via="SIP/2.0/UDP [2001:db8::7]:5062"), ip="2001:db8::7")
    assert (header(answer, "Via"), answer.port) == ("SIP/2.0/UDP [2001:db8::7]:5062", 5062)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"\0" * 4,
        b"GET / HTTP/1.1\r\nHost: calls.example\r\n\r\n",
        written("SIP/2.0 200 OK", "Via: SIP/2.0/UDP h"),
        written(f"INVITE sip:{NUMBER}@h SIP/2.0", "From: a", "To: b", "Call-ID: c"),
        invite(via="SIP/2.0/UDP"),
        invite(via="SIP/3.0/UDP h"),
        invite(via="SIP/2.0/UDP h:0"),
        invite(via="SIP/2.0/UDP h:65536"),
        invite(via="SIP/2.0/UDP h x"),
        invite()[:-2],
        invite(subject="a\nb"),
        invite(subject="a\rb"),
        invite(subject="a\0b"),
        invite(subject="x" * BYTES_MAX),
        written(f"INVITE sip:{NUMBER}@h SIP/2.0", "Via: SIP/2.0/UDP h", *["a: b"] * LINES_MAX),
    ],
    ids=range(17),
)
def test_what_cannot_be_answered_is_dropped(data: bytes) -> None:
    assert asked(data).told == "dropped"
    assert asked(data).data is None


@pytest.mark.parametrize(
    "data",
    [
        invite(to=None),
        invite(call_id=None),
        invite(cseq=None),
        invite(cseq="1 BYE"),
        invite(cseq="-1 INVITE"),
        invite(cseq="36893488147419103232 INVITE"),
        invite(cseq="2147483648 INVITE"),
        invite(call_id=""),
        invite(max_forwards="many"),
        invite(content_length="1"),
        invite(content_length="-999"),
        invite(content_length="999999999999999999999"),
        written(f"INVITE  sip:{NUMBER}@h SIP/2.0", "v:SIP/2.0/UDP h", "f:a", "t:b", "i:1"),
        written("INVITE <sip:user@h> x SIP/2.0", "v:SIP/2.0/UDP h", "f:a", "t:b", "i:1"),
        invite().replace(b"Max-Forwards: 70", b"this is no header"),
        invite().replace(b"Max-Forwards: 70", b"To: somebody else"),
        invite().replace(b"Max-Forwards: 70", b"i: another-call"),
    ],
    ids=range(17),
)
def test_what_is_wrong_is_told_so(data: bytes) -> None:
    answer = asked(data)
    assert answer.told == "400"
    assert lines_of(answer)[0] == "SIP/2.0 400 Bad Request"


def test_another_version_is_told_so() -> None:
    assert asked(invite().replace(b" SIP/2.0\r\n", b" SIP/7.0\r\n", 1)).told == "505"


LONG = Destination("sips:" + "h" * (ADDRESS_MAX - 5), age_s=1e12, sure=False)
ADDRESSES = ["192.0.2.7", "2001:0db8:0000:0000:0000:0000:0000:0007"]


def no_harm(data: bytes, ip: str) -> None:
    """Nobody is sent much more than they have sent, and every line of it is ours or theirs."""
    answer = asked(data, lambda number: LONG if number else None, ip, 65_535)
    if answer.data is None:
        return
    assert len(answer.data) <= len(data) + LONGER_MAX
    assert 0 < answer.port < 65_536
    for line in lines_of(answer)[1:]:
        assert line.partition(":")[0] != ""
        assert not {"\r", "\n", "\0"} & set(line)
    assert asked(data, lambda number: LONG if number else None, ip, 65_535) == answer


@given(st.binary(max_size=600), st.sampled_from(ADDRESSES))
def test_whatever_bytes_come_do_no_harm(data: bytes, ip: str) -> None:
    no_harm(data, ip)


@given(
    st.sampled_from([SHORT, TORTUOUS, invite(), invite(method="OPTIONS")]),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 6), st.binary(max_size=12)), max_size=4),
    st.sampled_from(ADDRESSES),
)
@example(SHORT, [], ADDRESSES[1])
def test_a_request_damaged_anywhere_does_no_harm(
    data: bytes, damage: list[tuple[int, int, bytes]], ip: str
) -> None:
    for at, cut, new in damage:
        data = data[:at] + new + data[at + cut :]
    no_harm(data, ip)


_WORD = st.text("abzAZ09+-.;=,:@<>\"'% \t[]()", max_size=30)


@given(
    uri=_WORD.map(lambda word: f"sip:{word}"),
    via=_WORD.map(lambda word: f"SIP/2.0/UDP h{word}"),
    to=_WORD,
    sender=_WORD,
    cseq=st.sampled_from(["1 INVITE", "1 ACK", "x"]),
)
def test_a_request_of_odd_parts_does_no_harm(
    uri: str, via: str, to: str, sender: str, cseq: str
) -> None:
    no_harm(invite(uri, via=via, to=to, cseq=cseq, **{"from": sender}), ADDRESSES[0])
