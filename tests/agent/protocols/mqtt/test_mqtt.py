"""Packets of MQTT."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.mqtt.packets import Malformed, read_properties
from agent.protocols.mqtt.reader import Mqtt


def length(size: int) -> bytes:
    out = b""
    while size > 0x7F:
        out += bytes((size & 0x7F | 0x80,))
        size >>= 7
    return out + bytes((size,))


def text(value: bytes) -> bytes:
    return len(value).to_bytes(2, "big") + value


def packet(first: int, body: bytes) -> bytes:
    return bytes((first,)) + length(len(body)) + body


def connect(version: int = 4) -> bytes:
    properties = b"\0" if version == 5 else b""
    head = text(b"MQTT") + bytes((version, 0xC6)) + b"\0\x3c" + properties
    return packet(
        0x10, head + text(b"id") + properties + text(b"a/will") + text(b"bye") + text(b"me") + text(b"secret")
    )


def publish(topic: bytes, message: bytes, properties: bytes = b"") -> bytes:
    return packet(0x30, text(topic) + properties + message)


STEPS = [1, 30, 1 << 20]


@pytest.mark.parametrize("step", STEPS)
def test_messages_stand_behind_their_topics(read: Any, step: int) -> None:
    sent = connect() + publish(b"a/b", b"one") + packet(0x32, text(b"a/c") + b"\0\7" + b'{"two":2}') + b"\xc0\0"
    sink = read(Mqtt, sent, b"\x20\2\0\0" + publish(b"a/d", b"three"), step=step)
    assert sink.found("mqtt.publish") == [b"a/will\tbye\na/b\tone\n", b'a/c\t{"two":2}\n', b"a/d\tthree\n"]
    assert sink.found("mqtt.connect") == [b"password: secret\n"]
    assert not sink.found("raw")


@pytest.mark.parametrize("step", STEPS)
def test_version_5_says_more_of_a_message_and_shortens_topics(read: Any, step: int) -> None:
    properties = b"\x23\0\1\x26" + text(b"ward") + text(b"7") + b"\1\1\3" + text(b"text/plain")
    sent = (
        connect(5) + publish(b"a/b", b"one", length(len(properties)) + properties) + publish(b"", b"two", b"\3\x23\0\1")
    )
    sink = read(Mqtt, sent, step=step)
    assert sink.found("mqtt.publish") == [b"a/will\tbye\na/b\tward: 7\tone\na/b\ttwo\n"]


def test_a_long_message_passes_through(read: Any) -> None:
    sink = read(Mqtt, connect() + publish(b"a/b", b"x" * 100_000) + publish(b"a/b", b"end"), step=1000)
    assert [bytes(part.data) for part in sink.parts if part.name] == [b"x" * 100_000]
    assert sink.found("mqtt.publish")[0] == b"a/will\tbye\na/b\t\na/b\tend\n"


@pytest.mark.parametrize("step", STEPS)
def test_what_is_malformed_is_given_raw_and_reading_goes_on(read: Any, step: int) -> None:
    broken = packet(0x30, b"\xff\xfftopic longer than all") + b"\0\0some junk" + b"\x30\xff\xff\xff\xff\xff"
    sink = read(Mqtt, connect() + broken + publish(b"a/b", b"one"), step=step)
    assert sink.found("mqtt.publish") == [b"a/will\tbye\na/b\tone\n"]
    raw = b"".join(sink.found("raw"))
    assert b"topic longer than all" in raw
    assert b"some junk\x30\xff" in raw


def test_reading_goes_on_behind_gaps(read: Any) -> None:
    sent = publish(b"a/b", b"m" * 50_000) + publish(b"a/b", b"one")
    sink = read(Mqtt)
    reader = Mqtt(sink)
    reader.feed(0, 0, [sent[:10_000]])
    reader.gap(0, 10_000, 100)
    reader.feed(0, 10_100, [sent[10_100:] + sent[:3]])
    reader.gap(0, len(sent) + 3, 100)
    reader.feed(0, len(sent) + 103, [b"\xff tail" + sent[-10:]])
    reader.close(0, len(sent) + 119)
    assert [part.lost for part in sink.parts if part.name] == [100]
    assert sink.found("mqtt.publish")[0] == b"a/b\t\na/b\tone\na/b\tone\n"


@pytest.mark.parametrize("data", [b"\x7f\0", b"\x26\0\xffab", b"\x0b\xff", b"\x03\0"])
def test_properties_that_lie_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_properties(data, [])


@pytest.mark.parametrize("step", [1, 1000])
@pytest.mark.parametrize("version", [3, 5])
def test_a_real_client_and_server_are_read(read: Any, recorded: Any, version: int, step: int) -> None:
    sink = read(Mqtt, recorded(f"mqtt/v{version}-client"), recorded(f"mqtt/v{version}-server"), step=step)
    for direction in (0, 1):
        found = b"".join(bytes(part.data) for part in sink.parts if part.direction == direction)
        ward = b"ward: 7\t" if version == 5 else b""
        for number in range(3):
            assert b"hospital/patients\t" + ward + b'{"name": "\\u5f20\\u4e09%d"' % number in found
        assert "hospital/csv\t李四,13900139000\n".encode() in found
    assert sink.found("mqtt.connect") == [b"password: s3cret-Word\n"]


PIECES = [
    connect(),
    connect(5),
    publish(b"a/b", b"one"),
    publish(b"a/b", b"one", b"\0"),
    b"\x20\2\0\0",
    b"\xd0\0",
    b"\x30",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=10), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(steady: Any, pieces: list[bytes], step: int) -> None:
    steady(Mqtt, b"".join(pieces), b"".join(reversed(pieces)), step=step)
