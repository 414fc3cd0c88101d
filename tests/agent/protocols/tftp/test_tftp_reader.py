"""TFTP: requests, and blocks joined to files."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.tftp.reader import Tftp
from agent.protocols.tftp.start import recognise

REQUEST = b"\0\1boot/a.cfg\0octet\0blksize\x001024\0"


def block(number: int, data: bytes) -> bytes:
    return b"\0\3" + number.to_bytes(2, "big") + data


def feed(reader: Tftp, *datagrams: bytes, direction: int = 0) -> None:
    reader.feed(direction, 0, datagrams)


@pytest.mark.parametrize(
    ("datagram", "answer"),
    [
        (REQUEST, True),
        (b"\0\2up\0NETASCII\0", True),
        (b"\0\1\0octet\0", False),
        (b"\0\3\0\1octet\0", False),
        (b"\0\1name\0of a thing\0", False),
        (b"\0", False),
    ],
)
def test_only_requests_are_recognised(datagram: bytes, answer: bool) -> None:
    assert recognise(datagram) is answer


def test_a_request_announces_the_flow_that_answers_it(read: Any) -> None:
    sink = read(Tftp)
    feed(Tftp(sink), REQUEST)
    (expected,) = sink.expected
    assert (expected.listener, expected.port) == (0, 0)
    reader = expected.reader(sink)
    feed(reader, block(1, b"data"))
    reader.close(0, 0)
    assert [(part.path, part.name) for part in sink.parts] == [("tftp.request", ""), ("tftp.file", "boot/a.cfg")]


def test_blocks_are_joined_once_and_in_order(read: Any) -> None:
    sink = read(Tftp)
    reader = Tftp(sink, "x")
    feed(reader, block(1, b"a" * 512), block(1, b"a" * 512), block(2, b"b" * 512), block(1, b"a" * 512), block(3, b"c"))
    reader.close(0, 0)
    (part,) = sink.parts
    assert (bytes(part.data), part.damage, part.lost) == (b"a" * 512 + b"b" * 512 + b"c", "", 0)


def test_lost_blocks_are_a_gap_and_a_missing_end_is_told(read: Any) -> None:
    sink = read(Tftp)
    reader = Tftp(sink, "x")
    feed(reader, b"\0\6blksize\x001024\0", block(2, b"b" * 1024))
    reader.close(0, 0)
    (part,) = sink.parts
    assert (part.lost, part.damage) == (1024, "ended early")


@pytest.mark.parametrize("first", [0, 1])
def test_numbers_wrap_around(read: Any, first: int) -> None:
    sink = read(Tftp)
    reader = Tftp(sink, "x")
    for number in (*range(1, 65536), first, first + 1):
        feed(reader, block(number, b"12345678"))
    (part,) = sink.parts
    assert (len(part.data), part.lost) == (8 * 65537, 0)


def test_a_server_may_answer_from_the_port_of_the_request(read: Any) -> None:
    sink = read(Tftp)
    reader = Tftp(sink)
    feed(reader, REQUEST)
    feed(reader, block(1, b"data"), direction=1)
    reader.close(1, 0)
    assert sink.found("tftp.file") == [b"data"]


def test_what_is_no_transfer_is_read_as_it_is(read: Any) -> None:
    sink = read(Tftp)
    feed(Tftp(sink), b"\0\5\0\1no such file\0", b"what?", b"\0\4\0\1", b"")
    assert sink.found("tftp.other") == [b"\0\5\0\1no such file\0", b"what?", b""]


@given(st.lists(st.one_of(st.binary(max_size=20), st.builds(block, st.integers(0, 65535), st.binary(max_size=9)))))
@settings(max_examples=150, deadline=None)
def test_no_datagrams_raise(read: Any, datagrams: list[bytes]) -> None:
    sink = read(Tftp)
    reader = Tftp(sink)
    feed(reader, REQUEST, *datagrams)
    reader.close(0, 0)
    assert all(part.ended for part in sink.parts)
