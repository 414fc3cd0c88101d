"""The messages of gRPC, gRPC-Web and Connect."""

import base64
import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.budget import Limits
from agent.contents import GRPC, choose
from agent.contents.grpc import MESSAGES_TYPE, SMALL_BYTES, Grpc, is_grpc, messages_type
from agent.contents.slot import Slot
from agent.contents.walk import Walk

STEPS = [1, 6, 1 << 20]


def message(data: bytes, flags: int = 0) -> bytes:
    return bytes([flags]) + len(data).to_bytes(4, "big") + data


def framed(*messages: bytes) -> bytes:
    return b"".join(len(data).to_bytes(4, "big") + data for data in messages)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("declared", ["", "; grpc-encoding=gzip", "; grpc-encoding=deflate"])
def test_messages_are_decompressed_one_by_one(decode: Any, declared: str, step: int) -> None:
    data = message(b"plain") + message(gzip.compress(b"packed"), 1) + message(b"") + message(zlib.compress(b"too"), 1)
    out = decode(Grpc, data, step, type="application/grpc" + declared)
    assert (out.data, out.members, out.failed) == (framed(b"plain", b"packed", b"", b"too"), [], "")


@pytest.mark.parametrize("step", STEPS)
def test_messages_of_json_are_lines(decode: Any, step: int) -> None:
    out = decode(Grpc, message(b'{"a": 1}') + message(gzip.compress(b"{}"), 1), step, type="application/grpc+json")
    assert out.data == b'{"a": 1}\n{}\n'


@pytest.mark.parametrize("step", [997, 1 << 20])
def test_long_compressed_messages_are_parts_of_their_own(decode: Any, step: int) -> None:
    bomb, long = gzip.compress(bytes(SMALL_BYTES + 1)), bytes(range(256)) * 300
    out = decode(
        Grpc, message(bomb, 1) + message(long, 1) + message(b"next"), step, type="application/grpc;grpc-encoding=gzip"
    )
    assert [(m.label, m.type, m.coding, bytes(m.data)) for m in out.members] == [
        ("grpc.message", "application/x-protobuf", "gzip", bomb),
        ("grpc.message", "application/x-protobuf", "gzip", long),
    ]
    assert out.data == framed(b"next")


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_a_long_message_tells_how_it_is_compressed_where_nothing_was_declared(decode: Any, step: int) -> None:
    long = gzip.compress(bytes(range(256)) * 300, 0)
    out = decode(Grpc, message(long, 1) + message(b"next"), step)
    assert [(m.coding, bytes(m.data)) for m in out.members] == [("gzip", long)]
    assert out.data == framed(b"next")


def test_other_compression_is_told_by_its_name_or_its_first_bytes(decode: Any) -> None:
    out = decode(Grpc, message(b"\xffabc", 1), type="application/grpc; grpc-encoding=snappy")
    assert [member.coding for member in out.members] == ["snappy"]
    out = decode(Grpc, message(b"\x28\xb5\x2f\xfd..", 1) + message(b"\xffabc", 1), type="application/grpc")
    assert [member.coding for member in out.members] == ["zstd", "compression of an unknown kind"]


@pytest.mark.parametrize("step", STEPS)
def test_trailers_of_grpc_web_and_the_end_of_connect_are_parts(decode: Any, step: int) -> None:
    out = decode(Grpc, message(b"m") + message(b"grpc-status:0\r\n", 0x80) + message(b"{}", 2), step)
    assert [(m.label, m.type, bytes(m.data)) for m in out.members] == [
        ("grpc.trailers", "text/plain", b"grpc-status:0\r\n"),
        ("grpc.trailers", "", b"{}"),
    ]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_no_message_is_given_as_it_is(decode: Any, step: int) -> None:
    out = decode(Grpc, message(b"m") + b"text, wrongly declared", step)
    assert (out.data, [bytes(m.data) for m in out.members]) == (framed(b"m"), [b"text, wrongly declared"])


@pytest.mark.parametrize("cut", [1, 4, 8])
def test_a_message_cut_short_says_so_and_is_read_as_far_as_it_is_there(decode: Any, cut: int) -> None:
    out = decode(Grpc, (message(b"m") + message(b"text"))[: 6 + cut], 3)
    assert out.failed == "grpc truncated"
    assert bytes(out.data).startswith(framed(b"m"))


def test_a_message_goes_on_behind_a_gap_and_a_lost_one_ends_the_messages(decode: Any) -> None:
    data = message(b"0123456789abcdefghij")
    out = decode(Grpc, data[:10] + data[17:] + message(b"n"), 10, gap_at=10)
    assert (out.lost, bytes(out.data)) == (7, b"\0\0\0\x1401234cdefghij" + framed(b"n"))
    out = decode(Grpc, message(b"01") + message(b"text"), 5, gap_at=5)
    assert out.lost == 2
    assert bytes(out.members[0].data) == (message(b"01") + message(b"text"))[5:]


@pytest.mark.parametrize(
    ("name", "answer", "inner"),
    [
        ("application/grpc", True, MESSAGES_TYPE),
        ("application/grpc+proto", True, MESSAGES_TYPE),
        ("application/grpc-web+json", True, "application/json"),
        ("application/connect+proto", True, MESSAGES_TYPE),
        ("application/grpc+thrift", True, ""),
        ("application/grpc-web-text", False, MESSAGES_TYPE),
        ("application/grpcish", False, MESSAGES_TYPE),
        ("application/json", False, MESSAGES_TYPE),
    ],
)
def test_types_are_told(name: str, answer: bool, inner: str) -> None:
    assert is_grpc(name) is answer
    assert messages_type(name) == inner


@pytest.mark.parametrize(
    ("declared", "data", "path"),
    [
        ("application/grpc", message(b"\x0a\x02ab"), "body > grpc > protobuf"),
        ("application/grpc-web+proto", message(b"\x0a\x02ab"), "body > grpc > protobuf"),
        ("application/grpc-web-text", base64.b64encode(message(b"\x0a\x02ab")), "body > base64 > grpc > protobuf"),
        ("application/x-protobuf", b"\x0a\x02ab", "body > protobuf"),
        ("application/protobuf; messageType=x.Y", b"\x0a\x02ab", "body > protobuf"),
        (
            "application/grpc",
            message(gzip.compress(b"\x0a\x02ab" + b"\x0a\x00" + b"\x10\x01" * 40_000), 1),
            "body > grpc.message > gzip > protobuf",
        ),
    ],
)
def test_bodies_are_read_by_their_type(declared: str, data: bytes, path: str) -> None:
    walk = Walk(Limits(), listing=False, drain=None, unread={}, over_budget=[])
    slot = Slot(walk, 1, "body", type=declared)
    slot.write((data,))
    slot.end()
    assert [(part.path, bytes(part.pieces[0]).strip()) for part in walk.take() if part.size] == [(path, b"ab")]


CALL = message(b"\x0a\x02ab")


@pytest.mark.parametrize(
    ("data", "is_call"),
    [
        (CALL, True),
        (CALL * 100, True),
        (message(gzip.compress(b"\x0a\x02ab", mtime=0), 1), True),
        (message(b"\x0a\x03ab"), False),
        (message(b"\x0a\x02ab") + b"text", False),
        (message(b"text", 1), False),
        (bytes(600), False),
        (b"\0\0\0\x18ftypmp42" + bytes(300), False),
        (b"\0\1\0\0\0\x0f" + bytes(300), False),
        ("中文和 text".encode("utf-16-be"), False),
        ("some text".encode("utf-32-be"), False),
        (b"".join(number.to_bytes(4, "big") for number in range(100)), False),
        (b"\0", False),
    ],
)
def test_a_call_is_told_without_its_type(data: bytes, is_call: bool) -> None:
    assert (choose("", data[:264]) is GRPC) is is_call


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2, 0x80, 9]), st.binary(max_size=30)), max_size=6), st.integers(1, 40))
@settings(deadline=None)
def test_how_bytes_are_cut_never_changes_what_is_read(decode: Any, parts: list[tuple[int, bytes]], step: int) -> None:
    data = b"".join(message(gzip.compress(text) if flags == 1 else text, flags) for flags, text in parts) + b"\0\0"
    whole, cut = decode(Grpc, data), decode(Grpc, data, step)
    assert (cut.data, [(m.label, m.data) for m in cut.members]) == (
        whole.data,
        [(m.label, m.data) for m in whole.members],
    )


@given(st.binary(max_size=200), st.integers(1, 30))
@settings(deadline=None)
def test_any_bytes_and_gaps_are_survived(decode: Any, data: bytes, step: int) -> None:
    decode(Grpc, data, step, gap_at=2 * step)
