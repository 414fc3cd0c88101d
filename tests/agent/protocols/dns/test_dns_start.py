"""How DNS is told."""

import struct

import pytest

from agent.protocols.dns.message import Malformed, begins, parse
from agent.protocols.dns.start import recognise, recognise_datagram

QUERY = struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + b"\3www\7example\3com\0\0\1\0\1"


def test_a_message_is_recognised_over_udp_and_tcp() -> None:
    stream = struct.pack(">H", len(QUERY)) + QUERY
    assert recognise_datagram(QUERY)
    assert recognise(stream + b"more") is True
    assert all(recognise(stream[:size]) is None for size in range(1, len(stream)))


@pytest.mark.parametrize(
    "data",
    [
        QUERY + b"x",
        QUERY[:-1],
        QUERY[:4] + b"\0\2" + QUERY[6:],
        QUERY[:-2] + b"\0\x09",
        QUERY[:12] + b"\xc0\x0c\0\1\0\1",
        QUERY[:2] + b"\x01\x40" + QUERY[4:],
        bytes(40),
        b"plain text that is long enough to be one",
    ],
)
def test_other_datagrams_are_not(data: bytes) -> None:
    assert not recognise_datagram(data)
    with pytest.raises(Malformed):
        parse(data)


def test_other_streams_are_not() -> None:
    assert recognise(b"GET / HTTP/1.1\r\n") is False
    assert recognise(b"\0\x05abcde") is False
    assert recognise(struct.pack(">H", 20) + QUERY) is False
    assert begins(QUERY[:20]) is None
