"""Messages of MongoDB."""

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.mongodb.messages import Messages
from agent.protocols.mongodb.reader import MongoDb

RECORD = (
    "name: 张三7\tid_card: 11010519491231002X\tphone: 13800138007\tcard: 6222021234567890128\tborn: 1949-12-31T00:00:00"
)


def element(kind: int, name: bytes, value: bytes) -> bytes:
    return bytes((kind,)) + name + b"\0" + value


def text(name: bytes, value: bytes) -> bytes:
    return element(2, name, struct.pack("<i", len(value) + 1) + value + b"\0")


def document(*elements: bytes) -> bytes:
    data = b"".join(elements)
    return struct.pack("<i", len(data) + 5) + data + b"\0"


def message(opcode: int, body: bytes) -> bytes:
    return struct.pack("<iiii", 16 + len(body), 1, 0, opcode) + body


def array(*documents: bytes) -> bytes:
    return document(*(element(3, b"%d" % number, one) for number, one in enumerate(documents)))


INSERT = message(
    2013,
    struct.pack("<IB", 0, 0)
    + document(text(b"insert", b"users"))
    + b"\1"
    + struct.pack("<i", 4 + 10 + 2 * 18)
    + b"documents\0"
    + document(text(b"name", b"xy")) * 2,
)
OLD = (
    message(2002, bytes(4) + b"app.users\0" + document(text(b"name", b"old")) * 2)
    + message(2004, bytes(4) + b"app.$cmd\0" + bytes(8) + document(text(b"find", b"users")))
    + message(1, bytes(20) + document(text(b"name", b"one")) + document(text(b"name", b"two")))
)


@pytest.mark.parametrize("step", [1, 50, 1 << 20])
def test_documents_of_both_kinds_of_section_are_records(read: Any, step: int) -> None:
    sink = read(MongoDb, INSERT, step=step)
    assert sink.found("mongodb.document") == [b"insert: users\nname: xy\nname: xy\n"]
    assert len(sink.parts) == 1


@pytest.mark.parametrize("step", [1, 50, 1 << 20])
def test_old_messages_are_read(read: Any, step: int) -> None:
    sink = read(MongoDb, OLD, step=step)
    assert sink.found("mongodb.document") == [b"name: old\nname: old\nfind: users\nname: one\nname: two\n"]
    assert len(sink.parts) == 1


@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_a_batch_of_results_longer_than_memory_is_a_record_each(read: Any, step: int) -> None:
    batch = array(*(document(text(b"name", b"n%d" % number), text(b"pad", b"p" * 900)) for number in range(500)))
    reply = document(element(3, b"cursor", document(element(4, b"firstBatch", batch), text(b"ns", b"a.b"))))
    sink = read(MongoDb, b"", message(2013, bytes(5) + reply), step=step)
    lines = sink.found("mongodb.document")[0].split(b"\n")
    assert lines[:500] == [b"name: n%d\tpad: %s" % (number, b"p" * 900) for number in range(500)]
    assert lines[500:] == [b"ns: a.b", b""]


def test_a_long_string_and_a_long_document_pass_through(read: Any) -> None:
    big = b"x" * 100_000
    first = message(2013, bytes(5) + document(text(b"file", big), text(b"note", b"end")))
    second = message(2013, bytes(5) + document(element(4, b"a", array(document(text(b"b", big), text(b"c", b"d"))))))
    sink = read(MongoDb, first + second, step=5000)
    assert [(part.name, bytes(part.data)) for part in sink.parts if part.name] == [("file", big), ("b", big)]
    assert sink.found("mongodb.document")[-2:] != []
    assert b"note: end\n" in b"".join(sink.found("mongodb.document"))
    assert not sink.found("raw")


def test_a_password_of_a_plain_log_in_is_content(read: Any) -> None:
    payload = b"\0me\0open sesame"
    login = document(
        element(16, b"saslStart", b"\1\0\0\0"),
        text(b"mechanism", b"PLAIN"),
        element(5, b"payload", struct.pack("<iB", len(payload), 0) + payload),
    )
    (lines,) = read(MongoDb, message(2013, bytes(5) + login)).found("mongodb.document")
    assert b"password: open sesame\n" in lines
    assert b"me\0" not in lines


@pytest.mark.parametrize("step", [1, 20, 1 << 20])
def test_what_is_malformed_is_given_raw_and_reading_goes_on(read: Any, step: int) -> None:
    broken = message(2013, bytes(5) + document(b"\x02name\0\xff\xff\xff\x7fvalue"))
    sink = read(MongoDb, broken + b"some junk bytes" + INSERT, step=step)
    assert b"value" in b"".join(sink.found("raw"))
    assert b"some junk bytes" in b"".join(sink.found("raw"))
    assert sink.found("mongodb.document") == [b"insert: users\nname: xy\nname: xy\n"]


def test_reading_goes_on_with_the_message_behind_a_gap(read: Any) -> None:
    big = message(2013, bytes(5) + document(text(b"pad", b"p" * 200_000)))
    sink = read(MongoDb)
    reader = MongoDb(sink)
    reader.feed(0, 0, [big[:30_000]])
    reader.gap(0, 30_000, 100_000)
    reader.feed(0, 130_000, [big[130_000:] + INSERT[:40]])
    reader.gap(0, len(big) + 40, 10)
    reader.feed(0, len(big) + 50, [INSERT[50:] + INSERT])
    reader.close(0, len(big) + 2 * len(INSERT))
    assert b"insert: users\nname: xy\n" in b"".join(sink.found("mongodb.document"))
    assert sum(len(part.data) for part in sink.parts) > 100_000


@pytest.mark.parametrize("step", [1, 500])
def test_a_real_client_is_read(read: Any, recorded: Any, step: int) -> None:
    sink = read(MongoDb, recorded("mongodb/plain-client"), recorded("mongodb/plain-server"), step=step)
    for direction in (0, 1):
        lines = b"".join(bytes(part.data) for part in sink.parts if part.direction == direction)
        assert RECORD.encode() in lines
        assert "address.city: 北京".encode() in lines
    assert len([part for part in sink.parts if part.name == "bin"]) == 80
    assert not sink.found("raw")


PIECES = [INSERT, OLD, message(2013, bytes(5)), document(element(1, b"n", bytes(8))), element(3, b"x", b"\5\0\0\0\0")]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=8), st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(steady: Any, pieces: list[bytes], step: int) -> None:
    data = b"".join(pieces)
    steady(MongoDb, data, data[3:], step=step)
    body = data[16:]
    steady(MongoDb, message(2013, bytes(5) + struct.pack("<i", len(body) + 4) + body), step=step)
    assert Messages
