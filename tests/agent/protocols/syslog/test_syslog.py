"""Syslog messages."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.syslog.reader import SyslogDatagrams, SyslogStream
from agent.protocols.syslog.start import recognise, recognise_datagram

OLD = b"<34>Oct 11 22:14:15 mymachine su: 'su root' failed for 13800138000"
NEW = b"<165>1 2003-10-11T22:14:15.003Z host app - ID47 - \xef\xbb\xbfname: x"
JSON = b'<14>Oct 11 22:14:15 host app: {"name":"\\u5f20\\u4e09"}'


def sized(message: bytes) -> bytes:
    return b"%d %s" % (len(message), message)


@pytest.mark.parametrize("step", [1, 20, 1 << 20])
def test_messages_of_both_framings_are_records(read: Any, step: int) -> None:
    sent = OLD + b"\n" + NEW + b"\n" + sized(OLD + b"\nsecond line") + sized(JSON) + OLD + b"\r\n"
    sink = read(SyslogStream, sent, step=step)
    plain = NEW.replace(b"\xef\xbb\xbf", b"")
    assert [(part.type, bytes(part.data)) for part in sink.parts] == [
        (None, OLD + b"\n" + plain + b"\n" + OLD + b" second line\n" + OLD + b"\n"),
        ("application/x-ndjson", JSON + b"\n"),
    ]


def test_each_datagram_is_a_record(read: Any) -> None:
    sink = read(SyslogDatagrams)
    reader = SyslogDatagrams(sink)
    reader.feed(0, 0, [OLD, JSON, OLD + b"\nmore"])
    reader.close(0, 0)
    assert sink.found("syslog") == [OLD + b"\n" + OLD + b" more\n", JSON + b"\n"]


def test_a_long_message_passes_through(read: Any) -> None:
    sink = read(SyslogStream, sized(OLD + b"x" * 100_000) + OLD + b"\n", step=999)
    assert sorted(map(len, sink.found("syslog"))) == [len(OLD) + 1, len(OLD) + 100_000]


@pytest.mark.parametrize("step", [1, 20, 1 << 20])
def test_what_is_no_message_is_given_raw(read: Any, step: int) -> None:
    sink = read(SyslogStream, OLD + b"\n" + b"12345678 and junk " + sized(NEW) + OLD + b"\n", step=step)
    assert sink.found("raw") == [b"12345678 and junk "]
    assert len(sink.found("syslog")[0].splitlines()) == 3


def test_reading_goes_on_behind_a_gap(read: Any) -> None:
    sink = read(SyslogStream)
    reader = SyslogStream(sink)
    reader.feed(0, 0, [OLD[:20]])
    reader.gap(0, 20, 100)
    reader.feed(0, 120, [b"end of one\n" + OLD + b"\n"])
    reader.close(0, 200)
    assert sink.found("syslog") == [OLD + b"\n"]
    assert b"".join(sink.found("raw")) == OLD[:20] + b"end of one\n"


@pytest.mark.parametrize("head", [OLD, NEW, sized(OLD), sized(NEW)])
def test_messages_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize("head", [b"<html><body>", b"<192>Oct 11 22:14:15", b"<3 you all", b"123,456\n", b"1 apple, 2"])
def test_other_text_is_not(head: bytes) -> None:
    assert recognise(head) is False
    assert not recognise_datagram(head)


def test_datagrams_need_less_to_be_recognised() -> None:
    assert recognise_datagram(b"<13>program[12]: text")
    assert recognise_datagram(OLD)


@given(
    st.lists(st.one_of(st.sampled_from([OLD, sized(NEW), b"\n", b"9 ", b"<"]), st.binary(max_size=20)), max_size=8),
    st.integers(1, 40),
)
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(steady: Any, pieces: list[bytes], step: int) -> None:
    steady(SyslogStream, b"".join(pieces), b"".join(reversed(pieces)), step=step)
