"""Procedures of version 3."""

import struct

import pytest

from agent.protocols.nfs.reader import Nfs
from agent.protocols.nfs.version3 import is_read
from agent.protocols.nfs.xdr import Cursor

A, B = b"handle of A!", b"handle of B!"


def stream(rpc, *messages: bytes) -> bytes:
    return b"".join(map(rpc.record, messages))


def found(rpc, handle: bytes) -> bytes:
    return struct.pack(">I", 0) + rpc.opaque(handle) + bytes(8)


def test_writes_in_any_order_are_one_part(read, rpc) -> None:
    sent = stream(rpc, rpc.lookup3(1, "a"), *(rpc.write3(2 + n, A, 4 * n, bytes((65 + n,)) * 4) for n in (0, 2, 1)))
    sink = read(Nfs, sent)
    assert [(p.name, bytes(p.data)) for p in sink.parts if p.path == "nfs.write"] == [("a", b"AAAABBBBCCCC")]
    assert sink.found("raw") == []


def test_a_handle_is_known_by_the_name_it_was_found_by(read, rpc) -> None:
    sink = read(Nfs)
    reader = Nfs(sink)
    turns = (
        (0, stream(rpc, rpc.lookup3(1, "a"), rpc.lookup3(2, "b"))),
        (1, stream(rpc, rpc.reply(1, found(rpc, A)), rpc.reply(2, found(rpc, B)))),
        (0, stream(rpc, rpc.read3(3, A, 0), rpc.read3(4, B, 0), rpc.lookup3(5, "a"))),
        (1, stream(rpc, rpc.data3(4, b"of b"), rpc.data3(3, b"of a"), rpc.reply(5, found(rpc, A)))),
        (0, stream(rpc, rpc.read3(6, A, 4))),
        (1, stream(rpc, rpc.data3(6, b", more"))),
    )
    at = [0, 0]
    for way, data in turns:
        reader.feed(way, at[way], [data])
        at[way] += len(data)
    reader.close(1, at[1])
    assert [(p.name, bytes(p.data)) for p in sink.parts if p.path == "nfs.read"] == [
        ("b", b"of b"),
        ("a", b"of a, more"),
    ]


def test_names_of_all_procedures_are_lines(read, rpc) -> None:
    one = rpc.opaque(b"handle") + rpc.opaque(b"%b")
    calls = [rpc.call(n, n, one.replace(b"%b", b"%d!" % (n % 10))) for n in (3, 8, 9, 10, 11, 12, 13)]
    calls.append(
        rpc.call(14, 14, rpc.opaque(b"handle") + rpc.opaque(b"old") + rpc.opaque(b"handle") + rpc.opaque(b"new"))
    )
    calls.append(rpc.call(15, 15, rpc.opaque(b"handle") * 2 + rpc.opaque(b"link")))
    sink = read(Nfs, stream(rpc, *calls), stream(rpc, rpc.reply(3, struct.pack(">I", 2))))
    assert sink.found("nfs.names") == [b"3!\n8!\n9!\n0!\n1!\n2!\n3!\nold\nnew\nlink\n"]


def test_a_created_file_has_its_name(read, rpc) -> None:
    sink = read(Nfs)
    reader = Nfs(sink)
    create = rpc.record(rpc.call(1, 8, rpc.opaque(b"dir") + rpc.opaque(b"new.csv") + bytes(28)))
    reader.feed(0, 0, [create])
    reader.feed(1, 0, [rpc.record(rpc.reply(1, struct.pack(">II", 0, 1) + rpc.opaque(A) + bytes(12)))])
    reader.feed(0, len(create), [stream(rpc, rpc.lookup3(2, "other"), rpc.write3(3, A, 0, b"data"))])
    reader.close(0, 1000)
    assert [p.name for p in sink.parts if p.path == "nfs.write"] == ["new.csv"]


@pytest.mark.parametrize("procedure", [16, 17])
@pytest.mark.parametrize("step", [1 << 20, 900])
def test_a_long_directory_is_one_listing(read, rpc, procedure: int, step: int) -> None:
    texts = [b"file number %d" % number for number in range(700)]
    handle = b"\0\0\0\1" + rpc.opaque(b"handle")
    plus = b"\0\0\0\1" + bytes(84) + handle if procedure == 17 else b""
    entries = b"".join(b"\0\0\0\1" + bytes(8) + rpc.opaque(text) + bytes(8) + plus for text in texts)
    results = bytes(4) + b"\0\0\0\1" + bytes(84) + bytes(8) + entries + bytes(4) + b"\0\0\0\1"
    call = rpc.record(rpc.call(1, procedure, rpc.opaque(b"dir") + bytes(24)))
    sink = read(Nfs, call, rpc.record(rpc.reply(1, results)), step=step)
    assert sink.found("nfs.listing") == [b"\n".join(texts) + b"\n"]
    assert sink.found("raw") == []


def test_an_entry_that_is_too_long_is_raw(read, rpc) -> None:
    results = bytes(4) + bytes(4) + bytes(8) + b"\0\0\0\1" + bytes(8) + rpc.opaque(b"x" * 20_000)
    call = rpc.record(rpc.call(1, 16, rpc.opaque(b"dir") + bytes(24)))
    sink = read(Nfs, call, rpc.record(rpc.reply(1, results)))
    assert b"".join(sink.found("raw")).count(b"x") == 20_000


def test_a_link_says_where_it_points(read, rpc) -> None:
    call = rpc.record(rpc.call(1, 5, rpc.opaque(A)))
    sink = read(Nfs, call, rpc.record(rpc.reply(1, bytes(8) + rpc.opaque(b"target"))))
    assert sink.found("nfs.names") == [b"target\n"]


def test_what_is_behind_the_data_is_raw(read, rpc) -> None:
    sink = read(Nfs, rpc.record(rpc.write3(1, A, 0, b"data") + b"hidden behind it"))
    assert (sink.found("nfs.write"), sink.found("raw")) == ([b"data"], [b"hidden behind it"])


@pytest.mark.parametrize("length", [5, 1 << 31, 0xFFFFFFFF])
def test_a_length_beyond_the_message_is_cut(read, rpc, length: int) -> None:
    message = rpc.write3(1, A, 0, b"data")
    message = message[:-8] + length.to_bytes(4, "big") + message[-4:]
    sink = read(Nfs, stream(rpc, message, rpc.lookup3(2, "next")))
    assert sink.found("nfs.write") == [b"data"]
    assert sink.found("nfs.names") == [b"next\n"]


def test_results_of_a_read_are_told_where_all_fits() -> None:
    results = struct.pack(">II84xIII", 0, 1, 3, 1, 3) + b"abc\0"
    assert is_read(Cursor(results), len(results))
    assert not is_read(Cursor(results), len(results) + 4)
    assert not is_read(Cursor(b"\0\0\0\1" + results[4:]), len(results))
