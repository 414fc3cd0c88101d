"""Payloads of echoes."""

import gzip
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.icmp import Icmp

TEXT = "张三,13800138000,11010519491231002X\n李四,13900139000\n".encode()


def fed(read: Any, *payloads: bytes) -> Any:
    sink = read(Icmp)
    reader = Icmp(sink)
    for payload in payloads:
        reader.feed(0, 0, [payload])
    reader.close(0, 0)
    return sink


def test_what_is_cut_over_echoes_is_joined(read: Any, unwrapped: Any) -> None:
    pieces = [TEXT[at : at + 13] for at in range(0, len(TEXT), 13)]
    sink = fed(read, *pieces)
    assert sink.found("icmp.joined") == [TEXT]
    assert sink.found("datagram") == pieces
    packed = gzip.compress(TEXT, mtime=0)
    assert unwrapped(packed, step=20, protocol="icmp")["icmp.joined > gzip"] == TEXT


def test_ordinary_echoes_are_not(read: Any) -> None:
    linux = [bytes((number, 1, 2, 3, 0, 0, 0, 0)) + bytes(range(0x10, 0x38)) for number in range(5)]
    assert fed(read, *linux).found("icmp.joined") == []
    windows = b"abcdefghijklmnopqrstuvwabcdefghi"
    assert fed(read, *[windows] * 5).found("icmp.joined") == [windows]


@given(st.lists(st.binary(max_size=20), max_size=6))
def test_no_bytes_raise(read: Any, payloads: list[bytes]) -> None:
    sink = fed(read, *payloads)
    assert sink.found("datagram") == payloads
    assert all(part.ended for part in sink.parts)
