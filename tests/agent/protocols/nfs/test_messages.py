"""Messages: versions, programs, security."""

import struct

import pytest

from agent.protocols.nfs.half import HEAD_BYTES
from agent.protocols.nfs.reader import Nfs
from agent.protocols.nfs.service import READ_BACK, WRITTEN

A = b"handle of A!"


def gss(rpc, service: int) -> bytes:
    return struct.pack(">I", 6) + rpc.opaque(struct.pack(">IIII", 1, 0, 5, service) + rpc.opaque(b"context"))


def test_what_is_encrypted_is_counted(read, rpc) -> None:
    sent = b"".join(rpc.record(rpc.call(xid, 6, bytes(40), credentials=gss(rpc, 3))) for xid in (1, 2))
    received = rpc.record(rpc.reply(1, bytes(30)))
    sink = read(Nfs, sent, received)
    assert [(p.direction, p.path, len(p.data), p.given.label) for p in sink.parts] == [
        (0, "nfs.encrypted", 80, "encrypted"),
        (1, "nfs.encrypted", 30, "encrypted"),
    ]


def test_what_is_signed_is_read(read, rpc) -> None:
    plain = rpc.write3(1, A, 0, b"data")[40:]
    wrapped = rpc.opaque(struct.pack(">I", 5) + plain) + rpc.opaque(b"check")
    sent = rpc.record(rpc.call(1, 7, wrapped, credentials=gss(rpc, 2)))
    asked = rpc.record(
        rpc.call(2, 6, rpc.opaque(struct.pack(">I", 5) + rpc.read3(1, A, 0)[40:]), credentials=gss(rpc, 2))
    )
    results = rpc.opaque(struct.pack(">I", 5) + rpc.data3(1, b"back")[24:])
    sink = read(Nfs, sent + asked, rpc.record(rpc.reply(2, results)))
    assert (sink.found(WRITTEN), sink.found(READ_BACK)) == ([b"data"], [b"back"])


def test_other_programs_and_versions_are_raw(read, rpc) -> None:
    mount = rpc.call(1, 1, rpc.opaque(b"/export/of/something"), program=100005)
    old = rpc.call(2, 8, b"version two, and its data", version=2)
    sent = rpc.record(rpc.lookup3(9, "a")) + rpc.record(mount) + rpc.record(old)
    received = rpc.record(rpc.reply(1, b"the answer of mount")) + rpc.record(rpc.reply(9, b"", status=3))
    assert read(Nfs, sent, received).found("raw") == [
        rpc.opaque(b"/export/of/something"),
        b"version two, and its data",
        b"the answer of mount",
    ]


def test_an_answer_to_nothing_known_is_raw(read, rpc) -> None:
    assert read(Nfs, b"", rpc.record(rpc.reply(1, b"an answer to what?"))).found("raw") == [b"an answer to what?"]


def test_further_fragments_of_a_record_are_raw(read, rpc) -> None:
    message = rpc.write3(1, A, 0, b"0123456789ab")
    sent = rpc.record(message[:-4], last=False) + rpc.record(b"the rest of it", last=False) + rpc.record(b"and its end")
    sent += rpc.record(rpc.lookup3(2, "next"))
    for step in (1, 1 << 20):
        sink = read(Nfs, sent, step=step)
        assert sink.found("nfs.write") == [b"01234567"]
        assert sink.found("raw") == [b"the rest of it", b"and its end"]
        assert sink.found("nfs.names") == [b"next\n"]


@pytest.mark.parametrize("size", [100, HEAD_BYTES, 300_000])
@pytest.mark.parametrize("step", [1 << 20, 5000])
def test_data_of_any_size_pass_through(read, rpc, size: int, step: int) -> None:
    content = bytes(number % 251 for number in range(size))
    sink = read(Nfs, rpc.record(rpc.write3(1, A, 0, content)), rpc.record(rpc.data3(9, content)), step=step)
    assert (sink.found("nfs.write"), sink.found("nfs.read")) == ([content], [content])


def test_what_is_no_record_is_raw_until_the_next_one(read, rpc) -> None:
    junk = b"in the middle of a record that was not seen"
    sink = read(
        Nfs, junk + rpc.record(rpc.write3(1, A, 0, b"data")), junk + rpc.record(rpc.data3(7, b"back")) + b"tail"
    )
    assert sink.found("raw") == [junk, junk, b"tail"]
    assert (sink.found("nfs.write"), sink.found("nfs.read")) == ([b"data"], [b"back"])
