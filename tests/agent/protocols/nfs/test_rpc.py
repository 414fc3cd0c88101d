"""Headers of RPC messages, and how NFS is told."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols import recognise as recognise_any
from agent.protocols.nfs.rpc import FIRST, MARKS, header, is_record, recognise, recognise_datagram, search


def test_both_directions_are_recognised(recorded) -> None:
    for name in ("write3", "read4"):
        for data in recorded(name):
            kind = recognise_any("tcp", data[:400])
            assert getattr(kind, "name", "") == "nfs"
            assert data[0] in FIRST
            assert all(recognise(data[:size]) is not False for size in range(1, 40))


def test_a_datagram_is_recognised_where_it_is_a_call(rpc) -> None:
    assert recognise_datagram(rpc.write3(1, b"h", 0, b"data")) is True
    assert getattr(recognise_any("udp", rpc.write3(1, b"h", 0, b"data")), "name", "") == "nfs"
    assert recognise_datagram(rpc.data3(1, b"data")) is False
    assert recognise_datagram(b"") is False


@pytest.mark.parametrize(
    "message",
    [
        b"\x80\x00\x00\x28" + struct.pack(">6I", 1, 0, 2, 100000, 2, 3) + bytes(16),
        b"\x80\x00\x00\x28" + struct.pack(">6I", 1, 0, 3, 100003, 3, 3) + bytes(16),
        b"\x80\x00\x00\x28" + struct.pack(">6I", 1, 0, 2, 100003, 3, 30) + bytes(16),
        b"\x80\x00\x00\x28" + struct.pack(">6I", 1, 1, 0, 99, 0, 0) + bytes(16),
        b"\x80\x00\x00\x29" + struct.pack(">6I", 1, 0, 2, 100003, 3, 3) + bytes(16),
        b"\x00\x00\x00\x28" + struct.pack(">6I", 1, 0, 2, 100003, 3, 3) + bytes(16),
        b"\x80\x00\x00\x04",
        b"\x80PNG\r\n\x1a\n" * 5,
    ],
)
def test_other_bytes_are_not(message: bytes) -> None:
    assert recognise(message) is False


def test_a_header_says_what_is_asked(rpc) -> None:
    found = header(rpc.call(7, 6, b"arguments", version=3))
    assert found is not None
    assert (found.xid, found.is_call, found.program, found.version, found.procedure) == (
        b"\0\0\0\7",
        True,
        100003,
        3,
        6,
    )
    assert (found.size, found.is_sealed, found.is_wrapped) == (40, False, False)
    answer = header(rpc.reply(7, b"results"))
    assert answer is not None
    assert (answer.is_call, answer.is_accepted, answer.size) == (False, True, 24)


@pytest.mark.parametrize(
    ("service", "is_sealed", "is_wrapped"), [(1, False, False), (2, False, True), (3, True, False)]
)
def test_a_header_says_what_is_sealed(rpc, service: int, is_sealed: bool, is_wrapped: bool) -> None:
    for procedure in (0, 1):  # data; to establish a context is plain
        body = struct.pack(">IIII", 1, procedure, 5, service) + rpc.opaque(b"context")
        found = header(rpc.call(1, 6, b"", credentials=struct.pack(">I", 6) + rpc.opaque(body)))
        assert found is not None
        assert (found.is_sealed, found.is_wrapped) == ((is_sealed, is_wrapped) if not procedure else (False, False))


def test_a_denied_reply_is_one_that_is_not_accepted() -> None:
    denied = header(struct.pack(">5I", 1, 1, 1, 1, 5))
    assert denied is not None
    assert not denied.is_accepted
    assert header(struct.pack(">3I", 1, 2, 0)) is None
    assert header(b"") is None


def test_a_record_among_records_need_not_be_of_nfs(rpc) -> None:
    assert is_record(rpc.record(rpc.call(1, 1, b"", program=100005))) is True
    assert is_record(rpc.record(struct.pack(">5I", 1, 1, 1, 1, 5))) is True
    assert is_record(b"\x80\x00\x00\x20" + bytes(8)) is None
    assert is_record(b"something else, text") is False


def test_a_record_is_found_in_the_middle(rpc) -> None:
    junk = b"in the middle of \x80 data"
    call, reply = rpc.record(rpc.read3(1, b"handle", 0)), rpc.record(rpc.data3(1, b"data"))
    assert search(junk + call) == (len(junk), len(junk))
    assert search(junk + reply)[0] == -1
    assert search(junk + reply, marks=MARKS) == (len(junk), len(junk))


@given(st.binary(max_size=40), st.booleans())
def test_a_search_gives_no_beginning_of_a_record_away(rpc, junk: bytes, is_reply: bool) -> None:
    record = rpc.record(rpc.data3(1, b"data") if is_reply else rpc.read3(1, b"handle", 0))
    data = junk + record
    for size in range(len(data)):
        found, keep = search(data[:size], marks=MARKS)
        assert keep <= len(junk) or size < len(junk)
        assert found == -1 or found == keep == len(junk)
        assert 0 <= keep <= size
