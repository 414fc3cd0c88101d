"""Messages of SIP."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.sip.head import read as read_head
from agent.protocols.sip.reader import SipDatagrams, SipStream
from agent.protocols.sip.start import recognise, recognise_datagram

STEPS = [1, 30, 1 << 20]


def message(body: bytes, *fields: bytes, line: bytes = b"MESSAGE sip:b@x.example SIP/2.0") -> bytes:
    head = (line, b"Via: SIP/2.0/TCP h", b"f: <sip:13800138000@x.example>", b"CSeq: 1", *fields)
    return b"\r\n".join((*head, b"l: %d" % len(body), b"", body))


TEXT = message(b"call me: 13900139000", b"Content-Type: text/plain", b"Subject: about\r\n  this")
OFFER = message(b"v=0\r\ns=x\r\n", b"c: application/sdp", line=b"INVITE sip:b@x.example SIP/2.0")
ANSWER = message(b"", line=b"SIP/2.0 200 OK")


@pytest.mark.parametrize("step", STEPS)
def test_bodies_and_other_fields_are_content_and_addressing_is_not(read: Any, step: int) -> None:
    sink = read(SipStream, b"\r\n\r\n" + TEXT + OFFER + ANSWER, ANSWER, step=step)
    assert [(part.type, bytes(part.data)) for part in sink.parts if part.path == "sip.body"] == [
        ("text/plain", b"call me: 13900139000"),
        ("application/sdp", b"v=0\r\ns=x\r\n"),
    ]
    assert sink.found("sip.fields") == [b"Subject: about this\n"]
    assert [part.inspect for part in sink.parts if part.path == "sip.head"] == [False, False]
    assert b"13800138000" in sink.found("sip.head")[0]
    assert not sink.found("raw")


def test_each_datagram_is_a_message(read: Any) -> None:
    sink = read(SipDatagrams)
    reader = SipDatagrams(sink)
    reader.feed(0, 0, [TEXT, b"\r\n\r\n", b"something else", OFFER])
    reader.close(0, 0)
    assert sink.found("sip.body") == [b"call me: 13900139000", b"v=0\r\ns=x\r\n"]
    assert sink.found("datagram") == [b"something else"]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_no_message_is_given_raw_and_reading_goes_on(read: Any, step: int) -> None:
    sink = read(SipStream, TEXT + b"some junk, MESS" + OFFER, step=step)
    assert sink.found("raw") == [b"some junk, MESS"]
    assert len(sink.found("sip.body")) == 2


def test_a_body_goes_on_behind_a_gap(read: Any) -> None:
    long = message(b"x" * 1000)
    sink = read(SipStream)
    reader = SipStream(sink)
    reader.feed(0, 0, [long[:500]])
    reader.gap(0, 500, 100)
    reader.feed(0, 600, [long[600:] + TEXT[:30]])
    reader.gap(0, len(long) + 30, 10)
    reader.feed(0, len(long) + 40, [b"tail\n" + OFFER])
    reader.close(0, 5000)
    assert [part.lost for part in sink.parts if part.path == "sip.body"] == [100, 0]
    assert sink.found("sip.body")[1] == b"v=0\r\ns=x\r\n"
    assert b"tail" in b"".join(sink.found("raw"))


def test_a_head_says_what_the_body_is() -> None:
    head = read_head(b"BYE sip:x SIP/2.0\r\nContent-Encoding: gzip\r\nContent-Length: x\r\nc: text/plain\r\n\r\n")
    assert (head.type, head.codings, head.length, head.content) == ("text/plain", ("gzip",), -1, b"")


@pytest.mark.parametrize("head", [TEXT, OFFER, ANSWER])
def test_messages_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert recognise_datagram(head)
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\n", b"INVITE you all\n", b"SIPPING tea\n", b"Some text\n"])
def test_other_text_is_not(head: bytes) -> None:
    assert recognise(head) is False


@given(
    st.lists(
        st.one_of(st.sampled_from([TEXT, OFFER, ANSWER, b"\r\n", b"SIP/2.0 1"]), st.binary(max_size=20)), max_size=8
    ),
    st.integers(1, 40),
)
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(steady: Any, pieces: list[bytes], step: int) -> None:
    steady(SipStream, b"".join(pieces), b"".join(reversed(pieces)), step=step)
