"""Messages of AMQP 0-9-1 and 1.0."""

import gzip
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.amqp.classic import Classic
from agent.protocols.amqp.modern import Modern
from agent.protocols.amqp.reader import Amqp

STEPS = [1, 30, 1 << 20]
HEADER = b"AMQP\0\0\x09\x01"
HEADER_1 = b"AMQP\0\1\0\0"


def short(value: bytes) -> bytes:
    return bytes((len(value),)) + value


def frame(kind: int, payload: bytes, channel: int = 1) -> bytes:
    return struct.pack(">BHI", kind, channel, len(payload)) + payload + b"\xce"


def published(body: bytes, *, channel: int = 1, properties: bytes = b"\0\0", size: int = 4096) -> bytes:
    method = b"\0\x3c\0\x28\0\0" + short(b"ex") + short(b"key") + b"\0"
    head = b"\0\x3c\0\0" + struct.pack(">Q", len(body)) + properties
    bodies = [frame(3, body[at : at + size], channel) for at in range(0, len(body), size)]
    return frame(1, method, channel) + frame(2, head, channel) + b"".join(bodies)


def log_in(mechanism: bytes, response: bytes) -> bytes:
    return frame(1, b"\0\x0a\0\x0b" + bytes(4) + short(mechanism) + struct.pack(">I", len(response)) + response, 0)


def described(code: int, value: bytes) -> bytes:
    return b"\0\x53" + bytes((code,)) + value


def binary(value: bytes) -> bytes:
    return b"\xb0" + struct.pack(">I", len(value)) + value


def listed(*values: bytes) -> bytes:
    data = b"".join(values)
    return b"\xc0" + bytes((len(data) + 1, len(values))) + data


def frame_1(performative: bytes, payload: bytes = b"", kind: int = 0) -> bytes:
    body = performative + payload
    return struct.pack(">IBBH", 8 + len(body), 2, kind, 0) + body


def transfer(payload: bytes, *, more: bool = False) -> bytes:
    fields = (b"\x43", b"\x43", b"\xa0\x01x", b"\x43", b"\x42", b"\x41" if more else b"\x42")
    return frame_1(described(0x14, listed(*fields)), payload)


@pytest.mark.parametrize("step", STEPS)
def test_a_message_of_several_frames_is_one_record(read: Any, step: int) -> None:
    sink = read(Amqp, HEADER + published(b"one two three", size=5) + published(b'{"a":1}'), step=step)
    assert sink.found("amqp.message") == [b"ex/key\tone two three\n", b'ex/key\t{"a":1}\n']
    assert len(sink.parts) == 2


def test_messages_of_two_channels_are_told_apart(read: Any) -> None:
    one, two = published(b"a" * 8, channel=1, size=4), published(b"b" * 8, channel=2, size=4)
    cut = len(one) - 12
    sink = read(Amqp, HEADER + one[:cut] + two[:cut] + one[cut:] + two[cut:])
    assert sink.found("amqp.message") == [b"ex/key\taaaaaaaa\nex/key\tbbbbbbbb\n"]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_said_of_a_message_is_used(read: Any, step: int) -> None:
    headers = short(b"ward") + b"S" + struct.pack(">I", 1) + b"7" + short(b"n") + b"I" + struct.pack(">i", 5)
    properties = b"\xe0\0" + short(b"text/csv") + short(b"gzip") + struct.pack(">I", len(headers)) + headers
    packed = gzip.compress(b"text", mtime=0)
    sink = read(Amqp, HEADER + published(packed, properties=properties), step=step)
    assert [(part.name, part.type, part.codings, bytes(part.data)) for part in sink.parts] == [
        ("", None, (), b"ex/key\tward: 7\tn: 5\t\n"),
        ("ex/key", "text/csv", ("gzip",), packed),
    ]


@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_a_long_message_passes_through(read: Any, step: int) -> None:
    sink = read(Amqp, HEADER + published(b"x" * 200_000, size=100_000), step=step)
    assert [bytes(part.data) for part in sink.parts if part.name] == [b"x" * 200_000]


def test_passwords_are_content_and_users_are_not(read: Any) -> None:
    table = short(b"LOGIN") + b"S\0\0\0\2me" + short(b"PASSWORD") + b"S\0\0\0\4word"
    sent = HEADER + log_in(b"PLAIN", b"\0me\0secret") + log_in(b"AMQPLAIN", table)
    assert read(Amqp, sent).found("amqp.message") == [b"password: secret\npassword: word\n"]
    sent = b"AMQP\3\1\0\0" + frame_1(described(0x41, listed(b"\xa3\5PLAIN", b"\xa0\x0a\0me\0secret")), kind=1)
    assert read(Amqp, sent + HEADER_1).found("amqp.message") == [b"password: secret\n"]


@pytest.mark.parametrize("step", STEPS)
def test_messages_of_version_1_are_joined_over_transfers(read: Any, step: int) -> None:
    properties = described(0x74, b"\xc1\x0a\2\xa1\4ward\xa1\x017")
    message = properties + described(0x75, binary(b"one two three"))
    sent = HEADER_1 + transfer(message[:20], more=True) + transfer(message[20:])
    sink = read(Amqp, sent + transfer(described(0x77, b"\xa1\4text")), step=step)
    assert sink.found("amqp.message") == [b"ward: 7\tone two three\ntext\n"]
    assert not sink.found("raw")


def test_a_long_message_of_version_1_passes_through(read: Any) -> None:
    sent = HEADER_1 + transfer(described(0x75, binary(b"x" * 100_000))) + transfer(described(0x75, binary(b"end")))
    sink = read(Amqp, sent, step=777)
    assert sorted(map(len, sink.found("amqp.message"))) == [4, 100_000]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_no_frame_is_given_raw_and_reading_goes_on(read: Any, step: int) -> None:
    sink = read(Amqp, HEADER + b"\xff some junk " + published(b"one"), step=step)
    assert sink.found("raw") == [b"\xff some junk "]
    assert sink.found("amqp.message") == [b"ex/key\tone\n"]
    good = transfer(described(0x75, binary(b"one")))
    sink = read(Amqp, HEADER_1 + b"\xff\xff\xff\xff\xff\xff some junk " + good, step=step)
    assert sink.found("amqp.message") == [b"one\n"]
    assert b"".join(sink.found("raw")) == b"\xff\xff\xff\xff\xff\xff some junk "


@pytest.mark.parametrize("version", [0, 1])
def test_reading_goes_on_behind_gaps(read: Any, version: int) -> None:
    long = b"m" * 50_000
    start = (HEADER + published(long)) if not version else (HEADER_1 + transfer(described(0x75, binary(long))))
    end = published(b"one") if not version else transfer(described(0x75, binary(b"one")))
    sink = read(Amqp)
    reader = Amqp(sink)
    reader.feed(0, 0, [start[:10_000]])
    reader.gap(0, 10_000, 500)
    reader.feed(0, 10_500, [start[10_500:] + end])
    reader.close(0, len(start) + len(end))
    assert (b"ex/key\tone\n" if not version else b"one\n") in b"".join(sink.found("amqp.message"))
    assert sum(len(part.data) for part in sink.parts) > 40_000


def test_tls_takes_over(read: Any) -> None:
    sink = read(Amqp, b"AMQP\2\1\0\0\x16\3\1")
    assert [(label, data) for *_, data, label in sink.switched] == [("amqp.tls", b"\x16\3\1")]


@pytest.mark.parametrize("step", [7, 5000])
def test_real_clients_and_servers_are_read(unwrapped: Any, recorded: Any, step: int) -> None:
    client, server = recorded("amqp/v0-client"), recorded("amqp/v0-server")
    for sent, received in ((client, b""), (b"", server)):
        found = unwrapped(sent, received, step=step)
        assert (
            'orders\tward: 7\tn: 2\t{"name": "张三2", "phone": "13800138002"}\n'.encode()
            in found["amqp.message > json"]
        )
        assert found["amqp.message > gzip"] == "李四,13900139000".encode() * 3
    found = unwrapped(recorded("amqp/v1-client"), step=step)
    assert "sub\tward: 7\tname: 李四\tphone: 13900139000\tage: 7\n".encode() in found["amqp.message"]
    assert "王五,13700137000\n".encode() in found["amqp.message"]
    assert found["amqp.message > json"] == 'sub\tward: 7\t{"name":"张三","phone":"13800138000"}\n'.encode()


PIECES = [HEADER, HEADER_1, published(b"one"), transfer(described(0x75, binary(b"one"))), frame(8, b""), b"\xce", b"\0"]
PIECES += [log_in(b"AMQPLAIN", b"\1aS\0"), transfer(b"\0\x53\x77\xc1"), frame(2, b"\0\x3c"), frame(1, b"\0\x3c\0\x28")]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=10), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_pieces_change_nothing_and_no_bytes_raise(steady: Any, pieces: list[bytes], step: int) -> None:
    steady(Amqp, b"".join(pieces), HEADER_1 + b"".join(reversed(pieces)), step=step)
    assert Classic
    assert Modern
