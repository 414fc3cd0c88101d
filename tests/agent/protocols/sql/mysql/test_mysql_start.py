"""How MySQL conversations begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.mysql.start import begins_command, recognise, recognise_compressed, search

GREETING = b"\x4a\0\0\0\x0a5.5.5-10.11.6-MariaDB\0" + bytes(50)
LOGIN = b"\x54\0\0\1\x85\xa6\xff\x01\0\0\0\1\x2d" + bytes(23) + b"root\0"
QUERY = b"\x09\0\0\0\x03SELECT 1"
ROWS = b"\x03\0\0\x05\x02ab\x03\0\0\x06\x02cd\x03\0\0\x07\x02ef\x03\0\0\x08\x02gh"


@pytest.mark.parametrize("head", [GREETING, LOGIN, QUERY, ROWS, b"\x0b\0\0\0\x03\0\1SELECT 1"])
def test_greetings_logins_commands_and_rows_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n",
        b"an upload of text, whatever it says",
        b"\x09\0\0\0\x03S\0\0\0\0\0\0\0" * 9,
        bytes(100),
        b"\x10\0\0\x01" + bytes(60),
        bytes(range(256)),
        "文字 in UTF-16".encode("utf-16-le") * 4,
    ],
)
def test_other_bytes_are_not(head: bytes) -> None:
    assert recognise(head) is False
    assert recognise_compressed(head) is False


def test_compressed_packets_are_recognised_by_what_they_hold() -> None:
    assert recognise_compressed(b"\x0d\0\0\0\0\0\0" + QUERY) is True
    assert recognise_compressed(b"\x20\0\0\1\x80\0\0\x78\x9c\x01\x02\x03") is True
    assert recognise_compressed(b"\x20\0\0\1\x80\0\0\x28\xb5\x2f\xfd") is True
    assert recognise_compressed(QUERY) is False
    assert recognise_compressed(b"\x20\0") is None


def test_an_execution_is_a_command() -> None:
    assert begins_command(b"\x1a\0\0\0\x17\1\0\0\0\0\1\0\0\0\0\1") is True


@given(st.binary(max_size=40), st.integers(0, 70), st.sampled_from([QUERY, ROWS]))
def test_a_start_that_is_cut_is_kept(before: bytes, cut: int, start: bytes) -> None:
    data = before.replace(b"\0", b"") + start + b"\xff"
    at = len(data) - len(start) - 1
    found, keep = search(data[:cut])
    assert found in (-1, at)  # -1 too where bytes before it may begin a packet that is not over
    assert keep <= max(at, 0)
