"""WebSocket messages, from the handshake to the parts."""

import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.websocket.reader import WebSocket
from agent.protocols.websocket.start import recognise
from agent.unwrap import Conversation
from policies.part import Part

MASK = b"\x1f\x2e\x3d\x4c"
REQUEST = b"GET /ws HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
RESPONSE = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n"
TEXT = b'{"name": "\\u4e2d\\u6587", "n": 1}'


def deflated(*messages: bytes, takeover: bool = True) -> list[bytes]:
    """Messages compressed as RFC 7692 says."""
    out, packer = [], zlib.compressobj(9, zlib.DEFLATED, -15)
    for message in messages:
        packed = packer.compress(message) + packer.flush(zlib.Z_SYNC_FLUSH)
        out.append(packed.removesuffix(b"\x00\x00\xff\xff"))
        packer = packer if takeover else zlib.compressobj(9, zlib.DEFLATED, -15)
    return out


def converse(sent: bytes, received: bytes = b"", step: int = 1 << 20) -> tuple[Conversation, dict[str, bytes]]:
    """What is read of the client's direction behind a handshake, by path."""
    conversation = Conversation((0, 1), "tcp", (True, True))
    parts: list[Part] = []
    for direction, data in ((0, REQUEST + sent), (1, RESPONSE + received)):
        for at in range(0, len(data), step):
            parts += conversation.feed(direction, at, [data[at : at + step]], 0)
    parts += conversation.close(0) + conversation.close(1)
    read: dict[str, bytes] = {}
    for part in parts:
        if "websocket" in part.path or "raw" in part.path:
            read[part.path] = read.get(part.path, b"") + b"".join(part.pieces)[part.seen :]
    return conversation, read


@pytest.mark.parametrize("step", [1, 5, 10_000])
def test_masked_messages_are_read_as_what_they_hold(frame: Any, step: int) -> None:
    conversation, read = converse(frame(TEXT, 0x81, MASK) + frame(b"plain", 0x82, MASK), frame(b"answer"), step)
    assert read == {
        "http.upgrade > websocket.text > json": '{"name": "中文", "n": 1}'.encode(),
        "http.upgrade > websocket.binary": b"plain",
        "http.upgrade > websocket.text": b"answer",
    }
    assert (conversation.application, conversation.opaque_bytes) == ("websocket", [0, 0])


@pytest.mark.parametrize("step", [1, 5, 10_000])
def test_fragments_are_one_message_and_control_frames_may_come_between(read: Any, frame: Any, step: int) -> None:
    frames = (frame(b"one ", 0x01, MASK), frame(b"ping", 0x89, MASK), frame(b"two", 0x80, MASK), frame(b"", 0x88))
    sink = read(WebSocket, b"".join(frames), step=step)
    assert sink.found("websocket.text") == [b"one two"]
    assert sink.found("websocket.control") == [b"ping"]
    assert all(part.ended for part in sink.parts)


@pytest.mark.parametrize("takeover", [True, False])
@pytest.mark.parametrize("step", [1, 10_000])
def test_compressed_messages_are_read_with_and_without_a_common_window(frame: Any, takeover: bool, step: int) -> None:
    messages = [b"the same words again and again %d\n" % number for number in range(5)]
    packed = deflated(*messages, takeover=takeover)
    sent = b"".join(frame(message, 0xC1, MASK) for message in packed[:-1])
    sent += frame(packed[-1][:9], 0x41, MASK) + frame(packed[-1][9:], 0x80, MASK)
    conversation, read = converse(sent, step=step)
    assert read == {"http.upgrade > websocket.text > permessage-deflate": b"".join(messages)}
    assert conversation.opaque_bytes == [0, 0]


def test_a_final_block_ends_a_message_too(frame: Any) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"hello " * 20) + packer.flush()
    _, read = converse(frame(packed + b"\0", 0xC1, MASK) + frame(packed, 0xC1, MASK))
    assert read == {"http.upgrade > websocket.text > permessage-deflate": b"hello " * 40}


def test_what_follows_a_damaged_compressed_message_is_opaque(frame: Any) -> None:
    (packed,) = deflated(b"abc" * 50)
    conversation, _ = converse(frame(b"\xff" * 40, 0xC1, MASK) + frame(packed, 0xC1, MASK))
    assert conversation.opaque_bytes[0] == 40 + len(packed)
    assert "permessage-deflate damaged" in conversation.unread


def test_a_bomb_stops_at_its_budget(frame: Any) -> None:
    (packed,) = deflated(bytes(40 << 20))
    conversation = Conversation((0, 1), "tcp", (True, True), drain=lambda parts: None)
    conversation.feed(0, 0, [REQUEST + frame(packed, 0xC2, MASK)], 0)
    assert conversation.over_budget == ["ratio: http.upgrade > websocket.binary"]


def test_bytes_that_are_no_frame_are_opaque_behind_masked_frames_and_raw_before_any(frame: Any) -> None:
    conversation, _ = converse(frame(b"text", 0x81, MASK) + b"\xff" * 30)
    assert conversation.opaque[0]
    assert conversation.opaque_bytes[0] == 30
    conversation, read = converse(b"\xff" * 30)
    assert read == {"http.upgrade > raw": b"\xff" * 30}


def test_a_message_goes_on_behind_a_gap_within_it(read: Any, frame: Any) -> None:
    sink = read(WebSocket)
    reader = WebSocket(sink)
    data = frame(b"0123456789", 0x81, MASK)
    reader.feed(0, 0, [data[:9]])
    reader.gap(0, 9, 4)
    reader.feed(0, 13, [data[13:] + frame(b"next", 0x81, MASK)])
    assert sink.found("websocket.text") == [b"012789", b"next"]


def test_frames_are_found_again_behind_a_gap_or_the_rest_is_opaque(read: Any, frame: Any) -> None:
    sink = read(WebSocket)
    reader = WebSocket(sink)
    reader.feed(0, 0, [frame(b"one", 0x81, MASK)])
    reader.gap(0, 9, 1000)
    reader.feed(0, 1009, [frame(b"text that tells", 0x81, MASK)])
    assert sink.found("websocket.text") == [b"one", b"text that tells"]
    reader.gap(0, 1030, 1000)
    reader.feed(0, 2030, [b"middle of a frame"])
    assert sink.sealed == {0: 17}


def test_masked_text_is_recognised_in_the_middle(frame: Any) -> None:
    data = frame("一些中文文本 and more".encode(), 0x81, MASK)
    assert recognise(data) is True
    assert recognise(data[:20]) is None
    assert recognise(frame(bytes(range(40)), 0x81, MASK)) is False
    assert recognise(frame(b"unmasked text of some length")) is False


PIECES = st.sampled_from(
    [b"\x81\x85" + MASK, b"\xc1\x84" + MASK, b"\x00\x02ab", b"\x89\x01x", b"\x81\x7e\x01\x00", TEXT]
)


@given(st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=8), st.integers(1, 30))
@settings(max_examples=150, deadline=None)
def test_how_bytes_are_cut_changes_nothing_and_no_bytes_raise(pieces: list[bytes], step: int) -> None:
    whole, cut = converse(b"".join(pieces)), converse(b"".join(pieces), step=step)
    # What damaged data gives before the damage shows depends on how much of it comes at once.
    if "permessage-deflate damaged" not in whole[0].unread:
        assert cut[1] == whole[1]
        assert cut[0].opaque_bytes == whole[0].opaque_bytes
    assert bool(cut[0].opaque_bytes[0]) == bool(whole[0].opaque_bytes[0])
