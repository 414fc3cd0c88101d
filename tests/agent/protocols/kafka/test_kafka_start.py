"""How Kafka conversations begin."""

import struct

import pytest

from agent.protocols.kafka.start import recognise

REQUEST = struct.pack(">ihhih", 40, 18, 3, 1, 6) + b"client" + bytes(28)
NAMELESS = struct.pack(">ihhih", 10, 18, 0, 1, -1)
BATCH = struct.pack(">qiibIhiqqqhii", 5, 100, 0, 2, 9, 1, 3, 1, 2, -1, -1, -1, 4) + bytes(51)
RESPONSE = struct.pack(">iiiiiih", 300, 8, 0, 1, 0, 0, 0) + bytes(16) + BATCH


@pytest.mark.parametrize("head", [REQUEST, NAMELESS, RESPONSE])
def test_requests_and_fetched_records_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head",
    [
        b"\0\0\0\x29\0\3\0\0user\0postgres\0database\0app\0application_name\0psql\0\0" + bytes(400),
        b"\0\0\0\x08\x04\xd2\x16\x2f" + bytes(10),
        b"\0\0\0\x54\xffSMBr" + bytes(100),
        b"\0\0\1\0" + b"text behind a length of four bytes" * 20,
        b"\7plain",
        bytes(500),
        struct.pack(">ihhih", 40, 18, 3, 1, 6) + b"\xff\xfelien" + b"\xff" * 500,
    ],
)
def test_other_bytes_are_not(head: bytes) -> None:
    assert recognise(head) is False
