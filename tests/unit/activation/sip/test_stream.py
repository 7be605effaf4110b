"""Over a connection requests come in whatever pieces the network makes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.activation.drivers.sip.request import BYTES_MAX
from releve.activation.drivers.sip.stream import PING, Stream, Unreadable
from tests.unit.activation.sip.requests import invite, written

BODY = "v=0\r\n\r\no=-\r\n"
WITH_BODY = invite(content_length=str(len(BODY))) + BODY.encode()
SAID = [WITH_BODY, invite(), PING, invite(content_length=None), WITH_BODY]


@given(st.lists(st.integers(0, len(b"".join(SAID))), max_size=30))
def test_requests_come_out_whole_however_they_were_cut(cuts: list[int]) -> None:
    data, stream = b"".join(SAID), Stream()
    ends = [*sorted(cuts), len(data)]
    begins = [0, *ends]
    found = [
        one
        for begin, end in zip(begins, ends, strict=False)
        for one in stream.requests(data[begin:end])
    ]
    assert [one for one in found if one != PING] == [one for one in SAID if one != PING]
    assert not stream.waits


@given(st.lists(st.binary(max_size=80), max_size=40))
def test_whatever_comes_is_bounded(parts: list[bytes]) -> None:
    stream = Stream()
    try:
        for part in parts:
            for one in stream.requests(part):
                assert len(one) <= BYTES_MAX
    except Unreadable:
        pass


@pytest.mark.parametrize(
    "data",
    [
        b"x" * (BYTES_MAX + 1),
        invite(content_length=str(BYTES_MAX)),
        invite(content_length="-1"),
        written("INVITE sip:a SIP/2.0", "l: x"),
    ],
    ids=["no end", "too long", "less than nothing", "no number"],
)
def test_where_the_end_cannot_be_known_the_connection_is_of_no_use(data: bytes) -> None:
    with pytest.raises(Unreadable):
        list(Stream().requests(data))


def test_a_request_that_is_not_whole_is_waited_for() -> None:
    stream = Stream()
    assert list(stream.requests(WITH_BODY[:-1])) == []
    assert stream.waits
