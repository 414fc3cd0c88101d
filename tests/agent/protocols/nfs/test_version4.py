"""Compounds of version 4."""

import struct

import pytest

from agent.protocols.nfs.operations import ARGUMENTS, RESULTS, create_name, open_name, pass_open
from agent.protocols.nfs.reader import Nfs
from agent.protocols.nfs.version4 import is_reply
from agent.protocols.nfs.xdr import Cursor

A = b"handle of A!"
SEQUENCE = struct.pack(">I32x", 53)
SEQUENCED = struct.pack(">II36x", 53, 0)
GETATTR = struct.pack(">III", 9, 1, 0x10)
ATTRIBUTES = struct.pack(">IIII", 9, 0, 1, 0x10) + b"\0\0\0\4abcd"


def putfh(rpc, handle: bytes = A) -> bytes:
    return struct.pack(">I", 22) + rpc.opaque(handle)


def write(rpc, offset: int, data: bytes) -> bytes:
    return struct.pack(">I16xQI", 38, offset, 2) + rpc.opaque(data)


def reads(offset: int, operation: int = 25) -> bytes:
    return struct.pack(">I16xQI", operation, offset, 1000)


def data(rpc, content: bytes) -> bytes:
    return struct.pack(">III", 25, 0, 1) + rpc.opaque(content)


def opens(rpc, name: bytes, claim: int = 0) -> bytes:
    claimed = rpc.opaque(name) if claim == 0 else b""
    return struct.pack(">IIIIQ", 18, 0, 1, 0, 7) + rpc.opaque(b"owner") + struct.pack(">II", 0, claim) + claimed


def test_writes_of_several_compounds_are_one_part(read, rpc) -> None:
    sent = rpc.record(rpc.compound(1, SEQUENCE, putfh(rpc), write(rpc, 0, b"one "), GETATTR))
    sent += rpc.record(rpc.compound(2, SEQUENCE, putfh(rpc), write(rpc, 4, b"two"), GETATTR))
    written = struct.pack(">II16x", 38, 0)
    received = b"".join(
        rpc.record(rpc.answers(xid, SEQUENCED, struct.pack(">II", 22, 0), written, ATTRIBUTES)) for xid in (1, 2)
    )
    sink = read(Nfs, sent, received)
    assert [(p.path, bytes(p.data)) for p in sink.parts] == [("nfs.write", b"one two")]


def test_a_compound_goes_on_behind_its_data(read, rpc) -> None:
    large = bytes(range(256)) * 100
    sent = rpc.record(
        rpc.compound(
            1,
            putfh(rpc),
            write(rpc, 0, large),
            write(rpc, len(large), b"end"),
            struct.pack(">I", 28) + rpc.opaque(b"gone"),
        )
    )
    for step in (1 << 20, 777):
        sink = read(Nfs, sent, step=step)
        assert sink.found("nfs.write") == [large + b"end"]
        assert sink.found("nfs.names") == [b"gone\n"]
        assert sink.found("raw") == []


def test_what_is_opened_in_a_compound_is_written_in_it(read, rpc) -> None:
    sink = read(Nfs, rpc.record(rpc.compound(1, struct.pack(">I", 24), opens(rpc, b"x.csv"), write(rpc, 0, b"data"))))
    assert [(p.name, bytes(p.data)) for p in sink.parts if p.path == "nfs.write"] == [("x.csv", b"data")]


def test_saved_files_are_restored(read, rpc) -> None:
    operations = (
        putfh(rpc),
        struct.pack(">I", 32),
        putfh(rpc, b"handle of B!"),
        write(rpc, 0, b"to b"),
        struct.pack(">I", 31),
        write(rpc, 0, b"to a"),
    )
    sink = read(Nfs, rpc.record(rpc.compound(1, *operations)))
    assert sink.found("nfs.write") == [b"to b", b"to a"]


def test_answers_are_read_at_the_offsets_that_were_asked_for(read, rpc) -> None:
    sent = b"".join(rpc.record(rpc.compound(xid, SEQUENCE, putfh(rpc), reads(4 * xid), GETATTR)) for xid in range(3))
    put = struct.pack(">II", 22, 0)
    received = b"".join(
        rpc.record(rpc.answers(xid, SEQUENCED, put, data(rpc, b"%d..." % xid), ATTRIBUTES)) for xid in (0, 2, 1)
    )
    sink = read(Nfs, sent, received)
    assert sink.found("nfs.read") == [b"0...1...2..."]
    assert sink.found("raw") == []


def test_stretches_of_read_plus_are_read_and_holes_are_not(read, rpc) -> None:
    sent = rpc.record(rpc.compound(1, putfh(rpc), reads(0, 68)))
    contents = (
        struct.pack(">IQ", 0, 0)
        + rpc.opaque(b"data")
        + struct.pack(">IQQ", 1, 4, 4)
        + struct.pack(">IQ", 0, 8)
        + rpc.opaque(b"more")
    )
    received = rpc.record(rpc.answers(1, struct.pack(">II", 22, 0), struct.pack(">IIII", 68, 0, 1, 3) + contents))
    sink = read(Nfs, sent, received)
    (part,) = (p for p in sink.parts if p.path == "nfs.read")
    assert (bytes(part.data), part.lost) == (b"datamore", 4)


def test_a_handle_is_known_by_the_name_that_was_opened(read, rpc) -> None:
    sink = read(Nfs)
    reader = Nfs(sink)
    first = rpc.record(rpc.compound(1, opens(rpc, b"a.csv"), struct.pack(">I", 10)))
    opened = struct.pack(">II16x20xIII", 18, 0, 0, 0, 0), struct.pack(">II", 10, 0) + rpc.opaque(A)
    turns = (
        (0, first),
        (1, rpc.record(rpc.answers(1, *opened))),
        (
            0,
            rpc.record(rpc.compound(2, opens(rpc, b"other")))
            + rpc.record(rpc.compound(3, putfh(rpc), write(rpc, 0, b"data"))),
        ),
    )
    at = [0, 0]
    for way, piece in turns:
        reader.feed(way, at[way], [piece])
        at[way] += len(piece)
    reader.close(0, at[0])
    assert [p.name for p in sink.parts if p.path == "nfs.write"] == ["a.csv"]


def test_closing_ends_the_part(read, rpc) -> None:
    sent = rpc.record(rpc.compound(1, putfh(rpc), write(rpc, 0, b"data"), struct.pack(">II16x", 4, 1)))
    sink = read(Nfs)
    reader = Nfs(sink)
    reader.feed(0, 0, [sent])
    assert [p.ended for p in sink.parts] == [True]
    reader.feed(
        0,
        len(sent),
        [
            rpc.record(rpc.compound(2, putfh(rpc), reads(0)))
            + rpc.record(rpc.compound(3, putfh(rpc), struct.pack(">II16x", 4, 1)))
        ],
    )
    reader.feed(1, 0, [rpc.record(rpc.answers(2, struct.pack(">II", 22, 0), data(rpc, b"back")))])
    assert not sink.parts[-1].ended
    reader.feed(1, 500, [rpc.record(rpc.answers(3, struct.pack(">II", 22, 0), struct.pack(">II16x", 4, 0)))])
    assert sink.parts[-1].ended


@pytest.mark.parametrize("step", [1 << 20, 900])
def test_a_long_directory_is_one_listing(read, rpc, step: int) -> None:
    texts = [b"file number %d" % number for number in range(900)]
    attributes = struct.pack(">II", 1, 3) + rpc.opaque(b"attributes")
    entries = b"".join(b"\0\0\0\1" + bytes(8) + rpc.opaque(text) + attributes for text in texts)
    results = struct.pack(">II8x", 26, 0) + entries + bytes(4) + b"\0\0\0\1"
    sink = read(Nfs, b"", rpc.record(rpc.answers(1, struct.pack(">II", 22, 0), results, ATTRIBUTES)), step=step)
    assert sink.found("nfs.listing") == [b"\n".join(texts) + b"\n"]
    assert sink.found("raw") == []


def test_from_an_operation_that_is_not_known_on_all_is_raw(read, rpc) -> None:
    unknown = struct.pack(">I", 99) + b"whatever this is"
    sink = read(
        Nfs,
        rpc.record(rpc.compound(1, putfh(rpc), unknown)),
        rpc.record(rpc.answers(1, struct.pack(">II", 99, 0) + b"and its answer")),
    )
    assert [bytes(part.data)[-14:] for part in sink.parts] == [b"atever this is", b"and its answer"]


def test_an_error_ends_the_results(read, rpc) -> None:
    sink = read(Nfs, b"", rpc.record(rpc.answers(1, SEQUENCED, struct.pack(">II", 22, 10001))))
    assert sink.parts == []


def test_names_are_found_however_a_file_is_opened(rpc) -> None:
    head = struct.pack(">IIIQ", 0, 1, 0, 7) + rpc.opaque(b"owner")
    fattr = struct.pack(">II", 1, 0) + rpc.opaque(b"attr")
    how = (
        struct.pack(">I", 0),
        struct.pack(">II", 1, 0) + fattr,
        struct.pack(">II8x", 1, 2),
        struct.pack(">II8x", 1, 3) + fattr,
    )
    for way in how:
        for claim, name in (
            (struct.pack(">I", 0) + rpc.opaque(b"n"), "n"),
            (struct.pack(">I16x", 2) + rpc.opaque(b"n"), "n"),
            (struct.pack(">I", 4), ""),
        ):
            cursor = Cursor(head + way + claim)
            assert open_name(cursor) == name
            assert (cursor.at, cursor.is_short) == (len(cursor.data), False)
    for kind in (struct.pack(">I", 2), struct.pack(">I", 5) + rpc.opaque(b"target"), struct.pack(">III", 3, 8, 1)):
        cursor = Cursor(kind + rpc.opaque(b"made") + fattr)
        assert create_name(cursor) == "made"
        assert cursor.at == len(cursor.data)


def test_delegations_are_passed_over(rpc) -> None:
    ace = struct.pack(">III", 0, 0, 0) + rpc.opaque(b"who")
    plain = struct.pack(">16x20xI", 4) + struct.pack(">II", 1, 0)
    for delegation in (
        struct.pack(">I", 0),
        struct.pack(">I16xI", 1, 0) + ace,
        struct.pack(">I16xIIQ", 2, 0, 1, 5) + ace,
        struct.pack(">III", 3, 1, 1),
        struct.pack(">II", 3, 0),
    ):
        cursor = Cursor(plain + delegation)
        pass_open(cursor)
        assert (cursor.at, cursor.is_short) == (len(cursor.data), False)


def test_results_of_a_compound_are_told_by_their_first_operation(rpc) -> None:
    assert is_reply(rpc.answers(1, SEQUENCED), 24)
    assert not is_reply(rpc.answers(1, struct.pack(">II", 77, 0)), 24)
    assert not is_reply(rpc.reply(1, b"ok"), 24)
    assert ARGUMENTS.keys() >= {3, 9, 53}
    assert RESULTS.keys() >= {3, 9, 53}
