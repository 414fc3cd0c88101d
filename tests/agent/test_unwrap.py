"""Conversations from bytes to parts, and what holds for any bytes."""

import gzip
from dataclasses import dataclass, field

import pytest
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
    spans: list[tuple[int, int]] = field(default_factory=list)  # of the stream, where the part is the stream's bytes


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
        whole.path = part.path  # a later run of a plain part may be converted from another character set
        stream = streams[part.owner]
        assert 0 <= part.stream_offset <= len(stream)
        if part.exact:
            new = data[part.seen :]
            assert stream[part.stream_offset : part.stream_offset + len(new)] == new
            whole.spans.append((part.stream_offset, part.stream_offset + len(new)))
    return list(seen.values())


def read(
    sent: bytes = b"",
    received: bytes = b"",
    *,
    cuts: tuple[int, ...] = (),
    reads: tuple[bool, bool] = (True, True),
    limits: Limits = DEFAULT_LIMITS,
    order: tuple[int, int] = (0, 1),
    listing: bool = False,
) -> tuple[Conversation, list[Seen]]:
    """Feed both directions, cut into feeds of the sizes in `cuts`, taken in turn, in a buffer that is reused."""
    conversation = Conversation((0, 1), "tcp", reads, limits, (40000, 80), listing=listing)
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
    b"220 mx.example ESMTP\r\n250 ok\r\n",
    b"EHLO me\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n",
    b"Subject: x\r\nContent-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n1tDOxA==\r\n.\r\n",
    b"BDAT 9 LAST\r\n",
    b"STARTTLS\r\n",
    b"\r\n",
    b"a=1&b=%41%",
    bytes(range(256)),
)

streams = st.lists(st.one_of(st.sampled_from(MESSAGES), st.binary(max_size=60)), max_size=6).map(b"".join)
feeds = st.lists(st.integers(1, 400), min_size=1, max_size=8).map(tuple)


def test_a_text_that_is_not_byte_for_byte_the_streams_has_its_place_inside_the_stream() -> None:
    sent = MESSAGES[13] + MESSAGES[6] + b"\x80" + MESSAGES[0]
    _, seen = read(sent, cuts=(1,))
    assert [one.path for one in seen if b"\x80" in one.data] == ["smtp.mail > mail.body"]


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


WRITTEN = {"", "http", "smtp", "ftp", "pop3", "imap", "sip", "syslog"}
PLAIN = (MESSAGES[0], b"PUT /x HTTP/1.1\nContent-Length: 5\n\nplain", MESSAGES[11], b"GET /unfinished")


@given(st.lists(st.one_of(st.sampled_from(PLAIN), st.binary(max_size=40)), max_size=6).map(b"".join), feeds)
@settings(max_examples=100, deadline=None)
def test_no_byte_is_lost_but_empty_lines_between_messages(stream: bytes, cuts: tuple[int, ...]) -> None:
    # Listing tells what no detector reads too: chance may write the login of a protocol.
    conversation, seen = read(stream, cuts=cuts, listing=True)
    covered = bytearray(stream)
    for start, end in (span for part in seen for span in part.spans):
        covered[start:end] = b"\n" * (end - start)
    is_decoded = any(part.path.startswith("raw > ") for part in seen)  # chance made a text of another character set
    told = b"".join(bytes(part.data) for part in seen)
    left = [line for line in covered.splitlines() if line and bytes(line) not in told]
    is_framed = conversation.application not in WRITTEN  # the frames of a binary protocol are nobody's text
    assert conversation.opaque_bytes[0] or is_decoded or is_framed or not left


def test_only_what_leaves_gives_parts() -> None:
    conversation, seen = read(MESSAGES[1], MESSAGES[3], reads=(True, False))
    assert {part.owner for part in seen} == {0}
    assert conversation.skip[1]
    conversation, seen = read(MESSAGES[1], MESSAGES[3], reads=(False, True))
    assert {part.owner for part in seen} == {1}


def test_a_direction_read_for_control_is_skipped_after_64_kb() -> None:
    conversation = Conversation((0, 1), "tcp", (False, True))
    request = memoryview(b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
    at = 0
    while not conversation.skip[0]:
        assert conversation.feed(0, at, [request], 0) == []
        at += len(request)
    assert 64 << 10 <= at < (64 << 10) + len(request)
    assert conversation.names == ["a.example"]


def test_a_protocol_that_needs_a_direction_is_fed_all_of_it() -> None:
    echo = b"\xffSMB\x2b" + bytes(28)
    request = len(echo).to_bytes(4, "big") + echo + bytes(4000)
    request = (len(request) - 4).to_bytes(4, "big") + request[4:]
    conversation = Conversation((0, 1), "tcp", (False, True))
    for number in range(40):
        conversation.feed(0, number * len(request), [memoryview(request)], 0)
    assert (conversation.application, conversation.skip) == ("smb", [False, False])
    conversation = Conversation((0, 1), "tcp", (True, False))
    for number in range(40):
        conversation.feed(1, number * len(request), [memoryview(request)], 0)
    assert conversation.skip == [False, True]


def test_tls_behind_a_proxy_is_opaque_and_both_names_are_known() -> None:
    hello = bytes.fromhex("010000410303") + bytes(32) + bytes.fromhex("00000213010100001600000012001000000d")
    hello += b"inner.example"
    record = b"\x16\x03\x01" + len(hello).to_bytes(2, "big") + hello
    sent = b"CONNECT inner.example:443 HTTP/1.1\r\nHost: proxy\r\n\r\n" + record + b"\x17\x03\x03\x00\x05abcde"
    conversation, seen = read(sent, b"HTTP/1.1 200 OK\r\n\r\n\x16\x03\x03\x00\x04\x02\x00\x00\x00")
    assert [part.path for part in seen] == ["http.request.head", "http.response.head"]
    assert (conversation.application, conversation.names) == ("tls", ["inner.example"])
    assert conversation.skip == conversation.opaque == [True, True]
    assert conversation.opaque_bytes == [10, 9]


def test_bytes_fed_to_a_sealed_direction_are_counted() -> None:
    conversation = Conversation((0, 1), "tcp", (True, True))
    conversation.feed(0, 0, [memoryview(b"SSH-2.0-x\r\n")], 0)
    before = conversation.opaque_bytes[0]
    assert conversation.feed(0, 11, [memoryview(bytes(50))], 0) == []
    assert conversation.opaque_bytes[0] == before + 50


@pytest.mark.parametrize("protocol", ["udp", "icmp"])
def test_datagrams_of_a_feed_are_one_part_of_separate_messages(protocol: str) -> None:
    conversation = Conversation((0, 1), protocol, (True, True))
    (part,) = conversation.feed(0, 20, [memoryview(b"GET / HTTP/1.1\r\n\r\n"), memoryview(b"two")], 0)
    assert (part.path, part.separate, part.last, part.stream_offset) == (protocol, True, True, 20)
    assert [bytes(piece) for piece in part.pieces] == [b"GET / HTTP/1.1\r\n\r\n", b"two"]


def test_quic_is_opaque() -> None:
    conversation = Conversation((0, 1), "udp", (True, True))
    assert conversation.feed(0, 0, [memoryview(b"\xc3\x00\x00\x00\x01\x08" + bytes(1200))], 0) == []
    assert (conversation.application, conversation.opaque_bytes[0]) == ("quic", 1206)


def test_tunnels_in_tunnels_end() -> None:
    connect = b"CONNECT a:1 HTTP/1.1\r\n\r\n"
    conversation, seen = read(connect * 20)
    assert len(found(seen, "http.connect > " * 3 + "http.request.head")) == 1
    assert seen[-1].path.endswith("raw")
    assert conversation.names == ["a"]


def test_host_names_are_cleaned_and_bounded() -> None:
    hosts = [b"Good.Example:8080", b"[2001:db8::1]:80", b"bad\x1b[31m\xff.example", b"x" * 999]
    hosts += [b"h%d" % number for number in range(50)]
    conversation, _ = read(b"".join(b"GET / HTTP/1.1\r\nHost: %s\r\n\r\n" % host for host in hosts))
    assert conversation.names[:3] == ["good.example", "[2001:db8::1]", "bad[31m.example"]
    assert len(conversation.names) == 16
    assert max(map(len, conversation.names)) == 255


def test_a_long_upload_is_read_in_runs() -> None:
    body = gzip.compress(b"a line of text\n" * 100_000)
    head = b"POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    conversation, seen = read(head + body, cuts=(1000,))
    assert found(seen, "http.request.body > gzip") == [b"a line of text\n" * 100_000]
    assert (conversation.unread, conversation.over_budget) == ({}, [])


def test_budgets_hit_are_told() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Encoding: gzip\r\n"
    bomb = gzip.compress(bytes(1 << 20))
    sent = head + b"Content-Length: %d\r\n\r\n" % len(bomb) + bomb
    conversation, seen = read(sent + MESSAGES[0], limits=Limits(free_bytes=1 << 16), cuts=(100,))
    assert conversation.over_budget == ["ratio: http.request.body"]
    assert len(found(seen, "http.request.head")) == 2


def test_a_body_in_an_unknown_coding_is_opaque_but_a_picture_is_not() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: 100\r\n"
    picture = b"\x89PNG\r\n\x1a\n" + bytes(92)
    conversation, _ = read(
        head + b"Content-Encoding: compress\r\n\r\n" + b"?" * 100 + head + b"\r\n" + picture, cuts=(70,)
    )
    assert conversation.unread == {"compress not supported yet": 100, "image/png": 100}
    assert conversation.opaque_bytes == [100, 0]


def test_a_stream_of_no_protocol_is_unwrapped_by_its_first_bytes() -> None:
    text = "客户姓名，护照号码。" * 100
    assert found(read(gzip.compress(text.encode()))[1], "raw > gzip") == [text.encode()]
    assert found(read(text.encode("gbk"), cuts=(7,))[1], "raw > gb18030") == [text.encode()]
    assert found(read(text.encode("utf-16-le"), cuts=(7,))[1], "raw > utf-16-le") == [text.encode()]
