"""HTTP/2 connections in both directions: interleaved, padded, damaged, cut, and from the middle."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.protocols.http2.half import BLOCK_BYTES
from agent.protocols.http2.reader import Http2
from agent.protocols.http2.streams import MOST_STREAMS

STEPS = [1, 7, 1 << 20]


def contents(sink: Any) -> list[tuple[object, ...]]:
    """What was read, in an order that does not depend on the feeding."""
    return sorted((p.direction, p.path, p.name, p.type or "", p.codings, bytes(p.data), p.damage) for p in sink.parts)


def the(sink: Any, path: str) -> Any:
    (part,) = [part for part in sink.parts if part.path == path]
    return part


@pytest.mark.parametrize("step", STEPS)
def test_streams_are_told_apart_however_they_interleave(read: Any, client: Any, step: int) -> None:
    talk = client().ask(1, "POST", "/a", ("content-type", "text/csv")).ask(3, "PUT", "/b/c.bin")
    talk.data(1, b"one ").data(3, b"three ").data(1, b"goes on", end=True).data(3, b"too", end=True)
    sink = read(Http2, talk.bytes, step=step)
    bodies = [(p.name, p.type, bytes(p.data), p.damage) for p in sink.parts if p.path == "http2.request.body"]
    assert bodies == [("", "text/csv", b"one goes on", ""), ("c.bin", "", b"three too", "")]
    assert sink.hosts == [b"a.example", b"a.example"]
    assert sink.found("http2.request.head")[0].startswith(b"POST /a HTTP/2\r\nhost: a.example\r\n")


@pytest.mark.parametrize("step", STEPS)
def test_answers_have_heads_bodies_and_trailers(read: Any, server: Any, step: int) -> None:
    talk = server().answer(1, status=103).answer(1, ("content-encoding", "gzip, br"), ("server", "x"))
    talk.data(1, b"body").head(1, [("grpc-message", "%E4%B8%AD")], end=True)
    sink = read(Http2, b"", talk.bytes, step=step)
    assert sink.found("http2.response.head")[0] == b"HTTP/2 103\r\n\r\n"
    assert sink.found("http2.response.head")[1].startswith(b"HTTP/2 200\r\ncontent-encoding: gzip, br\r\n")
    assert the(sink, "http2.response.body").codings == ("gzip", "br")
    assert sink.found("http2.response.trailers") == [b"grpc-message: %E4%B8%AD\r\n\r\n"]
    assert the(sink, "http2.response.headers").type == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("step", STEPS)
def test_padding_and_priority_are_taken_off_and_what_is_hidden_in_padding_is_given(
    read: Any, client: Any, make_frame: Any, step: int
) -> None:
    talk = client()
    block = talk.encoder.encode([(":method", "GET"), (":path", "/p")])
    talk.raw(make_frame(1, 0x2C, 5, b"\x03" + b"\x00\x00\x00\x01\x10" + block + b"\0\0\0"))
    talk.raw(make_frame(0, 0x08, 5, b"\x04text\0\0\0\0") + make_frame(0, 0x09, 5, b"\x06 ends" + b"hidden"))
    sink = read(Http2, talk.bytes, step=step)
    assert sink.found("http2.request.head") == [b"GET /p HTTP/2\r\n\r\n"]
    assert (sink.found("http2.request.body"), sink.found("http2.padding")) == ([b"text ends"], [b"hidden"])
    assert the(sink, "http2.request.body").damage == ""


@pytest.mark.parametrize("step", STEPS)
def test_a_header_block_goes_on_in_continuations(read: Any, client: Any, make_frame: Any, step: int) -> None:
    talk = client()
    block = talk.encoder.encode([(":method", "POST"), (":path", "/long"), ("x-note", "a" * 500)])
    talk.raw(make_frame(1, 0x00, 1, block[:50]) + make_frame(9, 0, 1, b"") + make_frame(9, 0, 1, block[50:100]))
    talk.raw(make_frame(9, 0x04, 1, block[100:])).data(1, b"body", end=True)
    sink = read(Http2, talk.bytes, step=step)
    assert sink.found("http2.request.head") == [b"POST /long HTTP/2\r\nx-note: " + b"a" * 500 + b"\r\n\r\n"]
    assert sink.found("http2.request.body") == [b"body"]


@pytest.mark.parametrize("step", STEPS)
def test_a_promise_is_a_head_and_its_answer_has_a_body(read: Any, server: Any, step: int) -> None:
    talk = server().head(1, [(":method", "GET"), (":path", "/p%41?a+b")], kind=5, prefix=b"\0\0\0\x02")
    talk.answer(2).data(2, b"pushed", end=True)
    sink = read(Http2, b"", talk.bytes, step=step)
    assert sink.found("http2.push.head") == [b"GET /p%41?a+b HTTP/2\r\n\r\n"]
    assert sink.found("http2.push.query") == [b"/p%41?a+b"]
    assert sink.found("http2.response.body") == [b"pushed"]


def test_escapes_in_a_head_are_parts_as_in_http_1(read: Any, client: Any) -> None:
    sink = read(Http2, client().ask(1, "GET", "/a?b=1+2", ("cookie", "c=%41"), end=True).bytes)
    assert sink.found("http2.request.query") == [b"b=1+2"]
    assert b"cookie: c=%41\r\n" in sink.found("http2.request.headers")[0]


@pytest.mark.parametrize("step", STEPS)
def test_ranges_that_follow_one_another_are_one_body(read: Any, client: Any, server: Any, step: int) -> None:
    talk = client().ask(1, "PUT", "/f", ("content-range", "bytes 0-3/8")).data(1, b"0123", end=True)
    talk.ask(3, "GET", "/g", end=True).ask(5, "PUT", "/f", ("content-range", "bytes 4-7/8")).data(5, b"4567", end=True)
    back = server().answer(1, ("content-range", "bytes 2-3/*")).data(1, b"ab", end=True)
    back.answer(3, ("content-range", "bytes 4-6/7")).data(3, b"cde", end=True)
    sink = read(Http2, talk.bytes, back.bytes, step=step)
    assert sink.found("http2.request.body") == [b"01234567"]
    assert sink.found("http2.response.body") == [b"abcde"]
    assert all(part.ended for part in sink.parts)


def test_the_coding_of_grpc_messages_goes_with_their_type(read: Any, client: Any) -> None:
    talk = client().ask(1, "POST", "/s", ("content-type", "application/grpc+proto"), ("grpc-encoding", "gzip"))
    sink = read(Http2, talk.data(1, b"\0\0\0\0\0", end=True).bytes)
    assert the(sink, "http2.request.body").type == "application/grpc+proto; grpc-encoding=gzip"


@pytest.mark.parametrize("step", STEPS)
def test_a_reset_ends_a_stream_and_what_is_said_at_the_end_is_given(
    read: Any, client: Any, make_frame: Any, step: int
) -> None:
    talk = client().ask(1, "POST", "/").data(1, b"half").raw(make_frame(3, 0, 1, bytes(4)))
    talk.raw(make_frame(7, 0, 0, bytes(8) + b"too many pings") + make_frame(0x0B, 0, 1, b"extension"))
    sink = read(Http2, talk.bytes, step=step)
    assert the(sink, "http2.request.body").damage == "reset"
    assert sink.found("http2.goaway") == [b"too many pings"]
    assert b"extension" in sink.found("http2.control")


@pytest.mark.parametrize("step", STEPS)
def test_what_is_no_frame_is_raw_and_the_next_header_block_is_read(
    read: Any, client: Any, make_frame: Any, step: int
) -> None:
    talk = client().ask(1, "POST", "/a").data(1, b"body").raw(b"\xff\xff garbage that is no frame at all ")
    talk.ask(3, "POST", "/b").data(3, b"next", end=True)
    sink = read(Http2, talk.bytes, step=step)
    assert sink.found("raw") == [b"\xff\xff garbage that is no frame at all "]
    assert sink.found("http2.request.body") == [b"body", b"next"]
    assert [p.damage for p in sink.parts if p.path == "http2.request.body"] == ["damaged frame", ""]


@pytest.mark.parametrize("step", STEPS)
def test_from_the_middle_names_are_unknown_but_never_wrong(read: Any, client: Any, step: int) -> None:
    talk = client().ask(1, "POST", "/first", ("x-tenant", "north"), ("x-user", "li"), end=True)
    before = len(talk.bytes)
    talk.ask(3, "POST", "/first", ("x-tenant", "north"), ("x-user", "wang"), ("x-new", "1"))
    talk.data(3, b"body", end=True).ask(5, "POST", "/first", ("x-new", "1"), ("x-user", "wang"), end=True)
    sink = read(Http2, talk.bytes[before:], step=step)
    first, second = sink.found("http2.request.head")
    assert first == b"POST ? HTTP/2\r\n:scheme: http\r\n?: ?\r\n?: ?\r\n?: ?\r\n?: wang\r\nx-new: 1\r\n\r\n"
    assert second == b"POST ? HTTP/2\r\n:scheme: http\r\n?: ?\r\n?: ?\r\nx-new: 1\r\n?: wang\r\n\r\n"
    assert sink.found("http2.request.body") == [b"body"]


def fed_with_gap(sink: Any, sent: bytes, at: int, lost: int) -> Any:
    """A client's stream of which `lost` bytes at `at` are missing."""
    reader = Http2(sink)
    reader.feed(0, 0, [sent[:at]])
    reader.gap(0, at, lost)
    reader.feed(0, at + lost, [sent[at + lost :]])
    reader.close(0, len(sent))
    return sink


def test_a_body_goes_on_behind_a_gap_by_the_length_of_its_frame(read: Any, client: Any) -> None:
    talk = client().ask(1, "POST", "/a", ("x", "y")).data(1, b"0123456789")
    at = len(talk.bytes) - 7
    talk.data(1, b"more", end=True).ask(3, "GET", "/a", ("x", "y"), end=True)
    sink = fed_with_gap(read(Http2), talk.bytes, at, 4)
    body = the(sink, "http2.request.body")
    assert (bytes(body.data), body.lost, body.damage) == (b"012789more", 4, "")
    assert sink.found("http2.request.head")[1].startswith(b"GET /a HTTP/2\r\n")


def test_a_gap_in_a_header_block_loses_its_names_only(read: Any, client: Any) -> None:
    talk = client()
    at = len(talk.bytes) + 20
    talk.ask(1, "POST", "/a", ("x-one", "north")).data(1, b"body", end=True).ask(3, "GET", "/a", ("x-two", "z"))
    sink = fed_with_gap(read(Http2), talk.bytes, at, 6)
    assert sink.found("http2.request.body") == [b"body"]
    assert sink.found("http2.request.head")[-1] == b"GET ? HTTP/2\r\n:scheme: http\r\n?: ?\r\n?: ?\r\nx-two: z\r\n\r\n"


def test_a_gap_over_frames_is_followed_by_the_next_header_block(read: Any, client: Any) -> None:
    talk = client().ask(1, "POST", "/a").data(1, b"0123456789")
    at = len(talk.bytes) - 4
    talk.data(1, b"more of the body", end=True).ask(3, "POST", "/b").data(3, b"next", end=True)
    sink = fed_with_gap(read(Http2), talk.bytes, at, 15)
    assert sink.found("raw") == [b"re of the body"]
    assert sink.found("http2.request.body") == [b"012345", b"next"]


def test_what_the_end_cuts_off_is_given_as_far_as_it_is_there(read: Any, client: Any) -> None:
    talk = client().ask(1, "POST", "/a").data(1, b"body")
    cut = read(Http2, talk.bytes[:-2])
    assert (bytes(cut.parts[-1].data), cut.parts[-1].damage) == (b"bo", "ended early")
    talk = client().head(1, [(":method", "POST"), (":path", "/a"), ("note", "text that is not huffman coded: 中")])
    assert read(Http2, talk.bytes[:-1]).found("http2.request.head") == [b"POST /a HTTP/2\r\n\r\n"]


def test_only_names_are_read_of_a_direction_that_is_not_wanted(read: Any, client: Any) -> None:
    sink = read(Http2, client().ask(1, "POST", "/a").data(1, b"body", end=True).bytes, unwanted=(0,))
    assert sink.hosts == [b"a.example"]
    assert [part.path for part in sink.parts if part.path.startswith("http2.request")] == []


def test_of_too_many_streams_the_one_that_rested_longest_ends(read: Any, client: Any, make_frame: Any) -> None:
    talk = client()
    for stream in range(1, 2 * MOST_STREAMS + 3, 2):
        talk.data(stream, b"x")
    sink = read(Http2, talk.data(3, b"again").data(2 * MOST_STREAMS + 3, b"y").bytes)
    ended = [number for number, part in enumerate(sink.parts) if part.damage == "too many streams"]
    assert len(ended) == 2
    assert sink.found("http2.request.body")[1] == b"xagain"


def test_a_header_block_that_never_ends_is_given_in_parts(read: Any, client: Any, make_frame: Any) -> None:
    talk = client().raw(make_frame(1, 0, 1, b"\x82")).raw(make_frame(9, 0, 1, b"\xff" * 9000) * 8)
    sink = read(Http2, talk.ask(3, "GET", "/a", end=True).bytes)
    assert sum(map(len, sink.found("http2.headers"))) > BLOCK_BYTES
    assert sink.found("http2.request.head")[-1].startswith(b"GET ")


def test_a_frame_that_is_too_long_to_be_held_is_raw(read: Any, client: Any, make_frame: Any) -> None:
    text = b"text in the wrong place " * 4000
    sink = read(Http2, client().raw(make_frame(9, 0, 1, text)).ask(1, "GET", "/a", end=True).bytes, step=999)
    assert sink.found("raw") == [text]
    assert sink.found("http2.request.head")[0].startswith(b"GET /a ")


@pytest.mark.parametrize(
    ("name", "path", "has"),
    [
        ("curl_upload", "http2.request.body", b"\x1f\x8b"),
        ("nghttp_post", "http2.request.body", b'{"file": 2'),
        ("nghttp_post", "http2.request.trailers", b"x-sum: 1%2B1"),
        ("nghttp_padded_push", "http2.push.head", b"GET /2.json HTTP/2"),
        ("grpc_none", "http2.request.body", "王芳".encode()),
        ("grpc_gzip", "http2.response.trailers", b"grpc-status: 5"),
    ],
)
@pytest.mark.parametrize("step", STEPS)
def test_real_peers_are_read(read: Any, recorded: Any, name: str, path: str, has: bytes, step: int) -> None:
    sink = read(Http2, *recorded(name), step=step)
    assert any(has in data for data in sink.found(path))
    assert sink.found("raw") == sink.found("http2.headers") == []
    assert {part.damage for part in sink.parts} == {""}


def frames(make: Any) -> list[bytes]:
    """Frames of all kinds, whole and damaged."""
    block = bytes.fromhex("8286844109612e6578616d706c65400178047465737440017904e4b8ad21")
    return [
        make(1, 0x04, 1, block),
        make(1, 0x05, 3, b"\x82\xbe\xbf\xff\x80"),
        make(1, 0x00, 5, block[:9]),
        make(9, 0x04, 5, block[9:]),
        make(5, 0x04, 1, b"\0\0\0\x02" + block),
        make(0, 0x00, 1, b"text of a body"),
        make(0, 0x09, 3, b"\x03padded" + b"\0\1\0"),
        make(0, 0x08, 3, b"\xff"),
        make(0, 0x01, 1),
        make(4, 0x00, 0, bytes(12)),
        make(7, 0x00, 0, bytes(8) + b"bye"),
        make(3, 0x00, 1, bytes(4)),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nno",
        b"\x00\x00\x05\x01\x04\x00\x00\x00\x01",
    ]


@given(st.data(), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_how_bytes_are_cut_never_changes_what_is_read(read: Any, make_frame: Any, data: Any, step: int) -> None:
    piece = st.one_of(st.sampled_from(frames(make_frame)), st.binary(max_size=30))
    stream = b"".join(data.draw(st.lists(piece, max_size=10)))
    assert contents(read(Http2, stream, stream, step=step)) == contents(read(Http2, stream, stream))


@given(st.data(), st.lists(st.tuples(st.integers(1, 40), st.integers(0, 20)), min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_gaps_anywhere_raise_nothing(read: Any, make_frame: Any, data: Any, cuts: list[tuple[int, int]]) -> None:
    piece = st.one_of(st.sampled_from(frames(make_frame)), st.binary(max_size=30))
    stream = b"".join(data.draw(st.lists(piece, max_size=10)))
    sink = read(Http2)
    reader, at = Http2(sink), 0
    for size, lost in cuts:
        reader.feed(0, at, [stream[at : at + size]])
        at += size
        if lost:
            reader.gap(0, at, lost)
            at += lost
    reader.close(0, at)
    assert all(part.ended for part in sink.parts)
