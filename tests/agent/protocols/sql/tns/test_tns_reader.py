"""Conversations with Oracle: how they begin, and the text in them."""

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.sql.tns.reader import Tns
from agent.protocols.sql.tns.start import FIRST, recognise


def packet(kind: int, body: bytes, *, large: bool = False) -> bytes:
    length = len(body) + 8
    return (struct.pack(">I", length) if large else struct.pack(">HH", length, 0)) + bytes([kind, 0, 0, 0]) + body


def data(body: bytes, *, large: bool = False) -> bytes:
    return packet(6, b"\0\0" + body, large=large)


TEXT = b"(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=x)))"
CONNECT = packet(1, struct.pack(">HH", 319, 300) + bytes(12) + struct.pack(">HH", len(TEXT), 34) + bytes(6) + TEXT)
ACCEPT = packet(2, struct.pack(">H", 319) + bytes(22))
RESEND = packet(11, b"")
QUERY = b"\x03\x5e\x01" + b"\x1fSELECT name, mobile FROM people"
CHUNKED = b"\xfe\x40" + b"a" * 64 + b"\x40" + b"b" * 64 + b"\x05ccccc\0"


@pytest.mark.parametrize("head", [CONNECT, ACCEPT, RESEND, data(QUERY) * 2, data(QUERY, large=True) * 2])
def test_connections_and_data_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert head[0] in FIRST
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head", [bytes(40), b"\0\x40\0\0\6\0\0\0" + b"text" * 20, b"\1\1\1\1\1\1\1\1", b"\0\x08\0\0\x0b\0\0\1"]
)
def test_other_bytes_are_not(head: bytes) -> None:
    assert recognise(head) is False


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_the_data_of_packets_is_one_part(read: Any, step: int) -> None:
    sink = read(Tns, CONNECT + data(QUERY) + data(CHUNKED), ACCEPT + data(b"\x0bvalue", large=True), step=step)
    assert [(part.path, part.inspect) for part in sink.parts] == [
        ("tns.connect", False),
        ("tns.data", True),
        ("tns.data", True),
    ]
    assert sink.found("tns.data") == [QUERY + b"\0" + b"a" * 64 + b"b" * 64 + b"ccccc\0", b"\x0bvalue"]


@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_a_long_packet_passes_through(read: Any, step: int) -> None:
    sink = read(Tns, b"", ACCEPT + data(b"x" * 100_000, large=True) + data(b"y"), step=step)
    assert sink.found("tns.data") == [b"x" * 100_000, b"y"]


def test_native_encryption_is_opaque(read: Any) -> None:
    negotiation = data(b"\xde\xad\xbe\xef" + bytes(20))
    sink = read(Tns, CONNECT + negotiation + data(QUERY), step=50)
    assert not sink.sealed
    sink = read(Tns, CONNECT + negotiation + negotiation + data(QUERY))
    assert sink.sealed == {0: len(data(QUERY))}


def test_packets_are_found_behind_a_gap(read: Any) -> None:
    sink = read(Tns)
    reader = Tns(sink)
    reader.feed(0, 0, [CONNECT + data(b"one")])
    at = len(CONNECT + data(b"one"))
    reader.gap(0, at, 10)
    reader.feed(0, at + 10, [b"lost" + data(b"two") + data(b"three")])
    reader.close(0, at + 14 + 2 * len(data(b"two")) + 2)
    assert sink.found("tns.data") == [b"onetwothree"]
    assert sink.found("raw") == [b"lost"]


PIECES = [CONNECT, ACCEPT, RESEND, data(QUERY), data(CHUNKED), data(b"z" * 90), data(b"v", large=True)]


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=8).map(b"".join), st.integers(1, 90)
)
@settings(max_examples=200, deadline=None)
def test_cuts_change_nothing_and_no_bytes_raise(read: Any, contents: Any, sent: bytes, step: int) -> None:
    whole, cut = read(Tns, sent, sent), read(Tns, sent, sent, step=step)
    if not whole.sealed:
        assert contents(whole) == contents(cut)
