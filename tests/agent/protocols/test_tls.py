"""TLS hellos."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.tls import Tls, recognise, server_name


def number(value: int, size: int) -> bytes:
    return value.to_bytes(size, "big")


def sized(size: int, data: bytes) -> bytes:
    return number(len(data), size) + data


def hello(name: bytes) -> bytes:
    """A ClientHello with an extension before the server name."""
    extensions = number(43, 2) + sized(2, b"\x02\x03\x04") + number(0, 2) + sized(2, sized(2, b"\0" + sized(2, name)))
    body = (
        b"\x03\x03" + bytes(32) + sized(1, bytes(32)) + sized(2, b"\x13\x01") + sized(1, b"\0") + sized(2, extensions)
    )
    return b"\x01" + sized(3, body)


def record(kind: int, data: bytes) -> bytes:
    return bytes((kind, 3, 1)) + sized(2, data)


HELLO = hello(b"www.example.com")
DATA = record(23, bytes(100))


@pytest.mark.parametrize("step", [1, 7, 1000])
@pytest.mark.parametrize("cut", [len(HELLO), 60])
def test_the_server_name_is_read_and_everything_behind_it_is_opaque(read: Any, step: int, cut: int) -> None:
    sent = record(22, HELLO[:cut]) + (record(22, HELLO[cut:]) if cut < len(HELLO) else b"")
    sink = read(Tls, sent + DATA, DATA, step=step)
    assert sink.hosts == [b"www.example.com"]
    assert sink.parts == []
    assert set(sink.sealed) == {0, 1}


def test_the_bytes_behind_the_hello_are_counted(read: Any) -> None:
    sink = read(Tls, record(22, HELLO) + DATA)
    assert sink.sealed[0] == len(DATA)


def test_a_stream_that_begins_in_the_middle_of_tls_is_opaque(read: Any) -> None:
    sink = read(Tls, DATA + DATA)
    assert (sink.hosts, sink.sealed[0]) == ([b""], 2 * len(DATA))


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (record(22, HELLO), True),
        (record(22, HELLO)[:5], None),
        (DATA + DATA, True),
        (DATA, None),
        (DATA + b"plain text", False),
        (b"\x16\x03\x09\x00\x10\x01", False),
        (b"\x16\x03\x01\xff\xff\x01", False),
        (b"\x16\x03\x01\x00\x00\x01", False),
        (b"\x16\x03\x01\x00\x10\x77", False),
        (b"\x17plain", False),
    ],
)
def test_only_record_headers_are_called_tls(head: bytes, answer: bool | None) -> None:
    assert recognise(head) is answer


@given(st.binary(max_size=100), st.integers(0, 150))
def test_any_hello_has_a_name_from_its_own_bytes(junk: bytes, keep: int) -> None:
    message = HELLO[:keep] + junk
    assert server_name(message) in message


def test_a_gap_in_the_hello_makes_it_opaque(read: Any) -> None:
    sink = read(Tls, b"")
    reader = Tls(sink)
    sink.sealed.clear()
    reader.feed(0, 0, [record(22, HELLO)[:30]])
    reader.gap(0, 30, 10)
    assert sink.sealed == {0: 30}
