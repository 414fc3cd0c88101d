"""How MongoDB messages begin."""

import struct

import pytest

from agent.protocols.mongodb.start import recognise, search

MSG = struct.pack("<iiiiIBi", 100, 1, 0, 2013, 0, 0, 79) + bytes(79)
COMPRESSED = struct.pack("<iiiiiiB", 100, 1, 0, 2012, 2013, 500, 1) + bytes(75)
QUERY = struct.pack("<iiiiI", 100, 1, 0, 2004, 4) + b"admin.$cmd\0" + bytes(69)
REPLY = struct.pack("<iiiiiqii", 100, 1, 0, 1, 8, 0, 0, 1) + bytes(64)


@pytest.mark.parametrize("head", [MSG, COMPRESSED, QUERY, REPLY])
def test_messages_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head",
    [
        b"plain text of some length that goes on",
        MSG[:12] + b"\xff\xff\xff\xff" + MSG[16:],
        MSG[:16] + b"\xff" + MSG[17:],
        struct.pack("<iiii", 1 << 30, 1, 0, 2013) + MSG[16:],
        bytes(60),
    ],
)
def test_other_bytes_are_not(head: bytes) -> None:
    assert recognise(head) is False


def test_messages_are_found_in_the_middle() -> None:
    assert search(b"x" * 50 + COMPRESSED) == (50, 50)
    assert search(b"x" * 50 + MSG[:30]) == (-1, 44)
    assert search(b"abc") == (-1, 0)
