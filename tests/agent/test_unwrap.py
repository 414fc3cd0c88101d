"""Conversations from bytes to parts, and what holds for any bytes."""

import gzip
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.budget import DEFAULT_LIMITS, Limits
from agent.unwrap import Conversation
from policies.part import TAIL, Part

JSON = b'{"n": "\\u4e2d\\u6587", "id": "000001"}'
GZIP = gzip.compress(JSON, mtime=0)


@dataclass
class Seen:
    """All runs of one part, joined."""

    owner: int
    path: str
    data: bytearray = field(default_factory=bytearray)
    damage: str = ""
    ended: bool = False


def join(parts: list[Part], streams: tuple[bytes, bytes]) -> list[Seen]:
    """Join runs as the contract of `policies.part` says, checking it."""
    seen: dict[tuple[int, int], Seen] = {}
    for part in parts:
        data = b"".join(map(bytes, part.pieces))
        whole = seen.setdefault((part.owner, part.id), Seen(part.owner, part.path))
        assert not whole.ended
        assert part.offset + part.seen == len(whole.data)
        assert whole.data[part.offset :] == data[: part.seen]
        assert part.seen == min(TAIL, len(whole.data))
        whole.data += data[part.seen :]
        whole.damage, whole.ended = part.damage, part.last
        stream = streams[part.owner]
        assert 0 <= part.stream_offset <= len(stream)
        if part.exact:
            new = data[part.seen :]
            assert stream[part.stream_offset : part.stream_offset + len(new)] == new
    return list(seen.values())


def read(
    sent: bytes = b"",
    received: bytes = b"",
    *,
    cuts: tuple[int, ...] = (),
    reads: tuple[bool, bool] = (True, True),
    limits: Limits = DEFAULT_LIMITS,
    order: tuple[int, int] = (0, 1),
) -> tuple[Conversation, list[Seen]]:
    """Feed both directions, cut into feeds of the sizes in `cuts`, taken in turn, in a buffer that is reused."""
    conversation = Conversation((0, 1), "tcp", reads, limits, (40000, 80))
    streams = (sent, received)
    parts: list[Part] = []
    for direction in order:
        at, turn = 0, 0
        while at < len(streams[direction]):
            size = cuts[turn % len(cuts)] if cuts else len(streams[direction])
            buffer = bytearray(streams[direction][at : at + size])
            half = len(buffer) // 2
            views = [memoryview(buffer)[:half], memoryview(buffer)[half:]]
            for part in conversation.feed(direction, at, views, 0):
                part.pieces = [bytes(piece) for piece in part.pieces]
                parts.append(part)
            buffer[:] = b"\xee" * len(buffer)
            at += size
            turn += 1
    for direction in order:
        parts += conversation.close(direction)
    return conversation, join(parts, streams)


def contents(seen: list[Seen]) -> list[tuple[int, str, bytes, str]]:
    """What was read, in an order that does not depend on the feeding."""
    return sorted((part.owner, part.path, bytes(part.data), part.damage) for part in seen)


def found(seen: list[Seen], path: str) -> list[bytes]:
    """The bytes of all parts with a path."""
    return [bytes(part.data) for part in seen if part.path == path]


MESSAGES = (
    b"GET /a?name=%E4%B8%AD+1&b=%252B HTTP/1.1\r\nHost: Example.com:80\r\n\r\n",
    b"POST /b HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(JSON), JSON),
    b"POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n%x;q\r\n%s\r\n0\r\nX: 1\r\n\r\n"
    % (len(GZIP), GZIP),
    b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello world!",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=gbk\r\n\r\n\xd6\xd0\xce\xc4",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
    b"POST /d HTTP/1.1\nContent-Type: multipart/form-data; boundary=B\nContent-Length: 118\n\n"
    b'--B\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n\r\n'
    b'text\r\n--B\r\nContent-Disposition: form-data; name="k"\r\n\r\nv\r\n--B--\r\n',
    b"CONNECT inner.example:443 HTTP/1.1\r\n\r\n",
    b"GET /w HTTP/1.1\r\nUpgrade: websocket\r\n\r\n\x81\x05hello",
    b"\x16\x03\x01\x00\x2e\x01\x00\x00\x2a\x03\x03" + bytes(40),
    b"SSH-2.0-OpenSSH_9.2\r\n\x00\x00\x01\x02",
    b"garbage GET /not-a-start \r\n",
    b"\r\n",
    b"a=1&b=%41%",
    bytes(range(256)),
)

streams = st.lists(st.one_of(st.sampled_from(MESSAGES), st.binary(max_size=60)), max_size=6).map(b"".join)
feeds = st.lists(st.integers(1, 400), min_size=1, max_size=8).map(tuple)


@given(streams, streams, feeds)
@settings(max_examples=150, deadline=None)
def test_how_bytes_are_cut_never_changes_what_is_read(sent: bytes, received: bytes, cuts: tuple[int, ...]) -> None:
    whole_conversation, whole = read(sent, received)
    cut_conversation, cut = read(sent, received, cuts=cuts)
    assert contents(cut) == contents(whole)
    assert cut_conversation.names == whole_conversation.names


@given(streams, st.lists(st.tuples(st.integers(1, 200), st.integers(0, 50)), min_size=1, max_size=10), st.booleans())
@settings(max_examples=150, deadline=None)
def test_gaps_anywhere_raise_nothing_and_offsets_stay_inside(
    stream: bytes, steps: list[tuple[int, int]], reads: bool
) -> None:
    conversation = Conversation((0, 1), "tcp", (reads, True))
    parts: list[Part] = []
    at = 0
    for size, lost in steps:
        piece = stream[at : at + size]
        parts += conversation.feed(0, at, [memoryview(piece)], 0)
        parts += conversation.feed(1, at, [memoryview(piece)], 0)
        at += len(piece)
        if lost:
            parts += conversation.gap(0, lost) + conversation.gap(1, lost)
            at += lost
    parts += conversation.close(0) + conversation.close(1)
    joined = join(parts, (stream.ljust(at, b"\0"), stream.ljust(at, b"\0")))
    assert all(part.ended for part in joined)
    assert all(part.owner == 1 for part in joined) or reads


@given(streams)
@settings(max_examples=100, deadline=None)
def test_no_readable_byte_is_lost_before_a_message(stream: bytes) -> None:
    marker = b"GET /marker HTTP/1.1\r\n\r\n"
    _, seen = read(b"\x00unknown" + stream.replace(b"HTTP", b"") + marker)
    text = b"".join(bytes(part.data) for part in seen)
    assert marker in text or any(part.path.startswith("raw") for part in seen)
