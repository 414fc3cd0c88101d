"""Requests and responses of Kafka."""

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.kafka import messages, records
from agent.protocols.kafka.reader import Kafka

PRODUCED = ("p0-0-none", "p1-0-gzip", "p2-1-none", "p2-1-snappy", "p2-1-lz4", "p3-2-none", "p5-2-gzip", "p7-2-snappy")
PRODUCED += ("p8-2-lz4", "p9-2-zstd", "p10-2-none", "p12-2-snappy", "p13-2-zstd")
FETCHED = ("f0-0-none", "f1-0-gzip", "f2-1-snappy", "f3-1-gzip", "f4-2-none", "f5-2-gzip", "f7-2-snappy", "f10-2-zstd")
FETCHED += ("f11-2-lz4", "f12-2-none", "f12-2-zstd", "f13-2-gzip", "f16-2-snappy", "f17-2-none")
VALUE = '{"tag":"%s","name":"张三7","phone":"13800138007"}'
CODECS = {"none": "", "gzip": "gzip > ", "snappy": "snappy > ", "lz4": "lz4 > ", "zstd": "zstd > "}


def varint(value: int) -> bytes:
    value = value << 1 if value >= 0 else (-value << 1) - 1
    out = b""
    while value > 0x7F:
        out += bytes((value & 0x7F | 0x80,))
        value >>= 7
    return out + bytes((value,))


def record(key: bytes, value: bytes) -> bytes:
    body = b"\0\0\0" + varint(len(key)) + key + varint(len(value)) + value + varint(0)
    return varint(len(body)) + body


def batch(*all_records: bytes) -> bytes:
    data = b"".join(all_records)
    head = struct.pack(">ibIhiqqqhii", 0, 2, 0, 0, len(all_records) - 1, 0, 0, -1, -1, -1, len(all_records))
    return struct.pack(">qi", 0, len(head) + len(data)) + head + data


def framed(message: bytes) -> bytes:
    return len(message).to_bytes(4, "big") + message


def produce(data: bytes) -> bytes:
    head = struct.pack(">hhih", 0, 2, 7, 2) + b"me" + struct.pack(">hi", 1, 1000)
    return framed(head + struct.pack(">ih", 1, 5) + b"users" + struct.pack(">iii", 1, 0, len(data)) + data)


@pytest.mark.parametrize("step", [1, 300, 1 << 20])
def test_records_are_read_in_every_version_and_compression(recorded: Any, unwrapped: Any, step: int) -> None:
    found = unwrapped(recorded("kafka/client"), recorded("kafka/server"), step=step)
    for tag in PRODUCED + FETCHED:
        codec = CODECS[tag.rpartition("-")[2]]
        path = f"kafka.batch > {codec}kafka.record" if codec else "kafka.record"
        lines = found[path + " > json"].decode().split("\n")
        headers = "source: crm\t" if "-2-" in tag else ""
        assert f"user-7\t{headers}{VALUE % tag}" in lines, tag
        assert len([line for line in lines if f'"{tag}"' in line]) == 8


def test_responses_are_read_by_what_they_answer_or_by_their_batches(recorded: Any, unwrapped: Any) -> None:
    data = recorded("kafka/server")
    for _ in range(4):  # those in old formats have no batches
        data = data[4 + int.from_bytes(data[:4], "big") :]
    found = unwrapped(b"", data)
    text = b"".join(found.values()).decode("utf-8", "replace")
    assert all(VALUE % tag in text for tag in FETCHED if "-2-" in tag)


@pytest.mark.parametrize("step", [1, 40, 1 << 20])
def test_topics_keys_and_values_stand_on_lines(read: Any, step: int) -> None:
    sink = read(Kafka, produce(batch(record(b"k1", b"v1"), record(b"", b"v2"))), step=step)
    assert sink.found("kafka.record") == [b"topic: users\nk1\tv1\nv2\n"]
    assert len(sink.parts) == 1


@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_a_long_record_passes_through(read: Any, step: int) -> None:
    sink = read(Kafka, produce(batch(record(b"file.csv", b"x" * 200_000), record(b"k", b"v"))), step=step)
    assert [bytes(part.data) for part in sink.parts if part.name == "file.csv"] == [b"x" * 200_000]
    assert sink.found("kafka.record")[0] == b"topic: users\nfile.csv\nk\tv\n"


def test_json_behind_the_number_of_a_schema_is_json(read: Any) -> None:
    sink = read(Kafka, produce(batch(record(b"", b'\0\0\0\0\7{"a":1}'))))
    assert [bytes(part.data) for part in sink.parts if part.type == "application/x-ndjson"] == [b'{"a":1}\n']


def test_a_password_of_a_plain_log_in_is_content(read: Any) -> None:
    token = b"\0me\0open sesame"
    login = framed(struct.pack(">hhih", 36, 1, 1, 0) + struct.pack(">i", len(token)) + token)
    assert read(Kafka, login).found("kafka.record") == [b"password: open sesame\n"]


@pytest.mark.parametrize("step", [1, 40, 1 << 20])
def test_what_is_malformed_is_given_raw_and_reading_goes_on(read: Any, step: int) -> None:
    broken = produce(batch(b"\x7fshort of what it says")) + framed(struct.pack(">hhih", 3, 1, 9, 0) + b"other request")
    sink = read(Kafka, broken + produce(batch(record(b"k", b"v"))), step=step)
    assert b"other request" in b"".join(sink.found("raw"))
    assert b"short of what it says" in b"".join(sink.found("raw"))
    assert sink.found("kafka.record") == [b"topic: users\nk\tv\n"]


def test_reading_goes_on_behind_gaps(read: Any) -> None:
    message = produce(batch(record(b"k", b"v" * 200), record(b"l", b"w")))
    sink = read(Kafka)
    reader = Kafka(sink)
    reader.feed(0, 0, [message[:150]])
    reader.gap(0, 150, 20)
    reader.feed(0, 170, [message[170:] + message[:150]])
    reader.gap(0, len(message) + 150, 500)
    reader.feed(0, len(message) + 650, [b"tail" + message])
    reader.close(0, 2 * len(message) + 504)
    assert b"l\tw\n" in b"".join(sink.found("kafka.record"))
    assert b"tail" in b"".join(sink.found("raw"))


PIECES = [
    produce(batch(record(b"k", b"v"))),
    batch(record(b"k", b"v")),
    produce(struct.pack(">qiIbb", 0, 20, 0, 0, 0) + struct.pack(">ii", -1, 6) + b"abcdef"),
    framed(struct.pack(">hhih", 1, 4, 7, 0)),
    framed(struct.pack(">iiih", 7, 0, 1, 1) + b"t" + struct.pack(">iihqqii", 1, 0, 0, 0, 0, 0, 75)),
    framed(struct.pack(">hhih", 0, 9, 7, 0) + b"\0\0"),
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=8), st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(steady: Any, pieces: list[bytes], step: int) -> None:
    steady(Kafka, b"".join(pieces), b"".join(reversed(pieces)), step=step)
    assert messages.PRODUCE == 0
    assert records.PATH
