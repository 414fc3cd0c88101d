"""TLS conversations with and without their secrets, of real handshakes."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.keylog import KeyLog
from agent.protocols.tls.reader import Tls
from agent.unwrap import Conversation
from policies.part import Part

REQUEST = b"POST /in HTTP/1.1\r\nHost: inner.example\r\nContent-Length: 11\r\n\r\nsecret body"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer"
MODERN = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
CLASSIC = (
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-ECDSA-AES256-SHA",
)

Parts = dict[tuple[int, str], bytes]


def opened(tape: Any, keylog: bytes, *, step: int = 1 << 20, reads: tuple[bool, bool] = (True, True)) -> Any:
    """Both directions in the order they were said; the parts by direction and path, and the conversation."""
    keys = KeyLog()
    keys.add(keylog)
    conversation = Conversation((0, 1), "tcp", reads, keys=keys)
    found: Parts = {}
    at = [0, 0]

    def take(parts: Any) -> None:
        for part in parts:
            data = b"".join(map(bytes, part.pieces))
            assert not (part.exact and part.path.startswith("tls"))
            found[part.owner, part.path] = found.get((part.owner, part.path), b"") + data[part.seen :]

    for direction, said in tape.said:
        for start in range(0, len(said), step):
            piece = said[start : start + step]
            take(conversation.feed(direction, at[direction], [piece], 0))
            at[direction] += len(piece)
    for direction in (0, 1):
        take(conversation.close(direction))
    return found, conversation


@pytest.mark.parametrize("step", [7, 1 << 20])
@pytest.mark.parametrize(("version", "cipher"), [("TLSv1_3", c) for c in MODERN] + [("TLSv1_2", c) for c in CLASSIC])
def test_with_the_secrets_both_directions_are_read(
    connect: Callable[..., Any], version: str, cipher: str, step: int
) -> None:
    tape = connect((REQUEST, ANSWER), version=version, ciphers=cipher if version == "TLSv1_2" else "")
    found, conversation = opened(tape, tape.keylog, step=step)
    assert found[0, "tls > http.request.body"] == b"secret body"
    assert found[1, "tls > http.response.body"] == b"answer"
    assert conversation.opaque_bytes == [0, 0]
    assert conversation.names == ["www.example.com", "inner.example"]


@pytest.mark.parametrize("version", ["TLSv1_3", "TLSv1_2"])
def test_many_records_are_read_in_order(connect: Callable[..., Any], version: str) -> None:
    body = bytes(range(256)) * 400
    head = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % len(body)
    tape = connect((head, b""), *((body[at : at + 5000], b"") for at in range(0, len(body), 5000)), version=version)
    found, _ = opened(tape, tape.keylog)
    assert b"".join(data for (_, path), data in found.items() if "body" in path) == body


@pytest.mark.parametrize("version", ["TLSv1_3", "TLSv1_2"])
def test_a_resumed_connection_is_read(connect: Callable[..., Any], version: str) -> None:
    tape = connect((REQUEST, ANSWER), version=version, twice=True)
    assert opened(tape, tape.keylog)[0][0, "tls > http.request.body"] == b"secret body"


@pytest.mark.parametrize("version", ["TLSv1_3", "TLSv1_2"])
@pytest.mark.parametrize("keys", ["none", "of another connection", "wrong"])
def test_without_its_secrets_a_connection_is_opaque(connect: Callable[..., Any], version: str, keys: str) -> None:
    tape = connect((REQUEST, ANSWER), version=version)
    logs = {"none": b"", "of another connection": connect(version=version).keylog, "wrong": _wrong(tape.keylog)}
    found, conversation = opened(tape, logs[keys])
    assert not any("body" in path for _, path in found)
    assert conversation.opaque_bytes[0] >= len(REQUEST)
    assert conversation.opaque_bytes[1] >= len(ANSWER)


def _wrong(keylog: bytes) -> bytes:
    """The same log with every secret changed."""
    return b"\n".join(line[:-2] + (b"00" if line[-2:] != b"00" else b"11") for line in keylog.splitlines())


@pytest.mark.parametrize("version", ["TLSv1_3", "TLSv1_2"])
def test_where_only_the_clients_side_is_wanted_the_servers_hello_is_enough(
    connect: Callable[..., Any], version: str
) -> None:
    tape = connect((REQUEST, ANSWER), version=version)
    found, _ = opened(tape, tape.keylog, reads=(True, False))
    assert found[0, "tls > http.request.body"] == b"secret body"


def test_records_that_came_before_the_servers_hello_wait_for_it(connect: Callable[..., Any]) -> None:
    tape = connect((REQUEST, ANSWER), version="TLSv1_2")
    tape.said.sort(key=lambda said: said[0])
    assert opened(tape, tape.keylog)[0][0, "tls > http.request.body"] == b"secret body"


@pytest.mark.parametrize("version", ["TLSv1_3", "TLSv1_2"])
def test_behind_lost_records_reading_goes_on(connect: Callable[..., Any], version: str) -> None:
    lines = [b"line %04d of a text that nobody recognises\r\n" % n * 20 for n in range(30)]
    tape = connect(*((line, b"") for line in lines), version=version)
    keys = KeyLog()
    keys.add(tape.keylog)
    conversation = Conversation((0, 1), "tcp", (True, True), keys=keys)
    text, at = b"", [0, 0]
    sent = [number for number, (direction, _) in enumerate(tape.said) if direction == 0]
    lost = sent[-12:-9]
    for number, (direction, said) in enumerate(tape.said):
        if number in lost:
            parts = conversation.gap(direction, len(said))
        else:
            parts = conversation.feed(direction, at[direction], [said], 0)
        at[direction] += len(said)
        text += fresh(parts)
    text += fresh(conversation.close(0))
    assert lines[0] in text
    assert lines[-1] in text
    assert lines[-11] not in text


def fresh(parts: list[Part]) -> bytes:
    """What the client's parts hold that no run held before."""
    return b"".join(b"".join(map(bytes, part.pieces))[part.seen :] for part in parts if part.owner == 0)


def test_what_nobody_recognises_inside_is_read_as_it_is(connect: Callable[..., Any]) -> None:
    text = b"neither this nor that\n" * 2000
    tape = connect((text, b""))
    assert text in opened(tape, tape.keylog)[0][0, "tls > raw"]


def test_what_is_encrypted_once_more_is_opaque(connect: Callable[..., Any]) -> None:
    inner = b"SSH-2.0-OpenSSH_9.6\r\n" + bytes(range(200)) * 10
    tape = connect((inner, b""))
    _, conversation = opened(tape, tape.keylog)
    assert conversation.opaque[0]


@pytest.fixture(scope="module")
def tapes(connect: Callable[..., Any]) -> list[Any]:
    return [connect((REQUEST, ANSWER), version=version) for version in ("TLSv1_3", "TLSv1_2")]


PLACES = st.integers(0, 1 << 16)


@settings(max_examples=100, deadline=None)
@given(which=st.integers(0, 1), changes=st.lists(st.tuples(PLACES, PLACES, st.integers(0, 255))), cuts=st.lists(PLACES))
def test_damaged_connections_never_raise(
    tapes: list[Any], which: int, changes: list[tuple[int, int, int]], cuts: list[int]
) -> None:
    said = [(direction, bytearray(data)) for direction, data in tapes[which].said]
    for message, place, value in changes:
        data = said[message % len(said)][1]
        data[place % len(data)] = value
    for number, cut in enumerate(cuts[: len(said)]):
        del said[number][1][cut % len(said[number][1]) + 1 :]
    _, conversation = opened(SimpleNamespace(said=[(d, bytes(data)) for d, data in said]), tapes[which].keylog)
    assert min(conversation.opaque_bytes) >= 0


def number(value: int, size: int) -> bytes:
    return value.to_bytes(size, "big")


def sized(size: int, data: bytes) -> bytes:
    return number(len(data), size) + data


def hello(name: bytes) -> bytes:
    """A ClientHello with an extension before the server name."""
    extensions = number(43, 2) + sized(2, b"\x02\x03\x04") + number(0, 2) + sized(2, sized(2, b"\0" + sized(2, name)))
    rest = sized(1, bytes(32)) + sized(2, b"\x13\x01") + sized(1, b"\0") + sized(2, extensions)
    return b"\x01" + sized(3, b"\x03\x03" + bytes(32) + rest)


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


def test_a_gap_in_the_hello_makes_it_opaque(read: Any) -> None:
    sink = read(Tls, b"")
    reader = Tls(sink)
    sink.sealed.clear()
    reader.feed(0, 0, [record(22, HELLO)[:30]])
    reader.gap(0, 30, 10)
    assert sink.sealed == {0: 30}
