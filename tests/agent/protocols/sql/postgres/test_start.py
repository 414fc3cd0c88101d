"""How PostgreSQL conversations begin."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.postgres.start import FIRST, recognise, search

PARAMETERS = b"user\0someone\0\0"
STARTUP = struct.pack(">II", 8 + len(PARAMETERS), 3 << 16) + PARAMETERS
ROW = b"D" + struct.pack(">IHi", 4 + 2 + 4 + 5, 1, 5) + b"value"


@pytest.mark.parametrize(
    "head",
    [
        struct.pack(">II", 8, 80877103),
        struct.pack(">II", 8, 80877104),
        STARTUP,
        b"NR\0\0\0\x08\0\0\0\0S\0\0\0\x08a\0b\0Z\0\0\0\5I",
        b"R\0\0\0\x08\0\0\0\0S\0\0\0\x08a\0b\0Z\0\0\0\5I",
        b"S\x16\x03",
        ROW * 3,
        b"Q\0\0\0\x0dSELECT 1\0" * 3,
    ],
)
def test_startup_packets_answers_and_three_messages_in_a_row_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert head[0] in FIRST
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head",
    [
        b"Dear reader, this is a letter",
        b"SELECT 1;\n",
        b"Q\0\0\0\x0dSELECT 1\0Not a message",
        struct.pack(">II", 8, 80877199),
        struct.pack(">II", 30, 3 << 16) + b"nobody said who it is\0",
        b"D\0a\0t\0a\0",
        bytes(40),
        b"S\x16\x04",
    ],
)
def test_other_bytes_are_not(head: bytes) -> None:
    assert recognise(head) is False


def test_one_message_waits_for_more() -> None:
    assert recognise(ROW) is None
    assert recognise(ROW + ROW[:3]) is None


@given(st.binary(max_size=40), st.integers(0, 100))
def test_a_start_that_is_cut_is_kept(before: bytes, cut: int) -> None:
    data = before.replace(b"\0", b"") + ROW * 3
    at = len(data) - 3 * len(ROW)
    found, keep = search(data[:cut])
    if cut >= len(data):
        assert (found, keep) == (at, at)
    else:
        assert found in (-1, at)  # the third header is enough
        assert keep <= at
