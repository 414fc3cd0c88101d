"""HTTP/1.x messages in one direction, and in both."""

from typing import Any

import pytest

from agent.protocols.http1.head import HEAD_BYTES
from agent.protocols.http1.reader import Http1

GET = b"GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
STEPS = [1, 3, 1 << 20]


def heads(*names: str) -> list[str]:
    return [f"http.{name}.head" for name in names]


def paths(sink: Any) -> list[str]:
    return [part.path for part in sink.parts]


@pytest.mark.parametrize("step", STEPS)
def test_pipelined_requests_and_their_responses_are_told_apart(read: Any, step: int) -> None:
    sink = read(Http1, GET + b"\r\n" + GET, OK + OK, step=step)
    assert sink.found("http.request.head") == [GET, GET]
    assert sink.found("http.response.body") == [b"hello", b"hello"]
    assert sink.hosts == [b"a.example", b"a.example"]


@pytest.mark.parametrize("step", STEPS)
def test_chunks_are_joined_and_trailers_are_a_part(read: Any, step: int) -> None:
    post = b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\nContent-Type: a/b\r\n\r\n"
    body = b"5;name=value\r\nhello\r\n 6 \n world\n0\r\nX-Sum: 1\r\n\r\n"
    sink = read(Http1, post + body + GET, step=step)
    part = next(part for part in sink.parts if part.path == "http.request.body")
    assert (bytes(part.data), part.type, part.codings, part.damage) == (b"hello world", "a/b", ("gzip",), "")
    assert sink.found("http.request.trailers") == [b"X-Sum: 1\r\n\r\n"]
    assert sink.found("http.request.head")[1] == GET


@pytest.mark.parametrize("step", STEPS)
def test_a_damaged_chunk_size_ends_the_body_and_the_rest_is_raw(read: Any, step: int) -> None:
    sink = read(Http1, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\nrest" + GET, step=step)
    damages = {part.path: part.damage for part in sink.parts}
    assert damages["http.request.body"] == "chunk size damaged"
    assert sink.found("raw") == [b"xyz\r\nrest"]
    assert sink.found("http.request.head")[1] == GET


@pytest.mark.parametrize("step", STEPS)
def test_interim_responses_belong_to_the_request_that_waits(read: Any, step: int) -> None:
    sink = read(
        Http1,
        b"HEAD /a HTTP/1.1\r\n\r\n" + GET,
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + OK,
        step=step,
    )
    assert paths(sink)[2:] == [*heads("response", "response", "response"), "http.response.body"]


@pytest.mark.parametrize("step", STEPS)
def test_a_response_to_head_is_told_without_its_request(read: Any, step: int) -> None:
    sink = read(Http1, b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + OK, step=step)
    assert sink.found("http.response.body") == [b"", b"hello"]


@pytest.mark.parametrize("body", [b"HTTP/1", b"HTTP is a protocol", b"H", b"other"])
@pytest.mark.parametrize("step", STEPS)
def test_a_body_that_begins_like_a_response_is_a_body(read: Any, body: bytes, step: int) -> None:
    sink = read(Http1, b"", b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body), step=step)
    assert sink.found("http.response.body") == [body]


@pytest.mark.parametrize("step", STEPS)
def test_a_body_without_length_ends_with_the_connection(read: Any, step: int) -> None:
    sink = read(Http1, GET, b"HTTP/1.0 200 OK\n\nall of it", step=step)
    part = sink.parts[-1]
    assert (bytes(part.data), part.damage) == (b"all of it", "")


def test_a_body_cut_short_says_so(read: Any) -> None:
    assert read(Http1, GET, OK[:-1]).parts[-1].damage == "ended early"


@pytest.mark.parametrize("step", STEPS)
def test_connect_hands_the_rest_over_in_both_directions(read: Any, step: int) -> None:
    sink = read(Http1, b"CONNECT b:443 HTTP/1.1\r\n\r\ninner", b"HTTP/1.1 200 Fine\r\n\r\nreply", step=step)
    assert sink.hosts == [b"b:443"]
    assert [(way, at, label) for way, at, _, label in sink.switched] == [
        (0, 26, "http.connect"),
        (1, 21, "http.connect"),
    ]
    assert b"inner".startswith(sink.switched[0][2])


@pytest.mark.parametrize("step", STEPS)
def test_an_upgrade_hands_over_what_is_no_http(read: Any, step: int) -> None:
    upgrade = b"GET /w HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"
    sink = read(Http1, upgrade + b"\x81\x05hello", b"HTTP/1.1 101 Switching\r\n\r\n\x81", step=step)
    assert [(way, label) for way, _, _, label in sink.switched] == [(0, "http.upgrade"), (1, "http.upgrade")]
    assert read(Http1, upgrade + GET, step=step).found("http.request.head") == [upgrade, GET]


@pytest.mark.parametrize("step", [7, 4096, 1 << 20])
def test_a_head_that_never_ends_is_raw_and_the_next_message_is_read(read: Any, step: int) -> None:
    endless = b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * (HEAD_BYTES // 6)
    sink = read(Http1, endless + GET, step=step)
    assert sink.found("raw") == [endless]
    assert sink.found("http.request.head") == [GET]


@pytest.mark.parametrize("step", STEPS)
def test_escapes_in_the_head_are_parts_of_their_own(read: Any, step: int) -> None:
    sink = read(Http1, b"GET /a%20b?c=1+2 HTTP/1.1\r\nCookie: d=%41\r\n\r\nGET /?e=%41 HTTP/1.1\r\n\r\n", step=step)
    assert sink.found("http.request.query") == [b"/a%20b?c=1+2", b"e=%41"]
    assert sink.found("http.request.headers") == [b"Cookie: d=%41\r\n\r\n"]


def test_absolute_targets_name_the_server(read: Any) -> None:
    assert read(Http1, b"GET http://user@b.example:80/x HTTP/1.0\r\n\r\n").hosts == [b"b.example:80"]


def fed_with_gap(sink: Any, sent: bytes, at: int, lost: int) -> Any:
    """A request stream of which `lost` bytes at `at` are missing."""
    reader = Http1(sink)
    reader.feed(0, 0, [sent[:at]])
    reader.gap(0, at, lost)
    reader.feed(0, at + lost, [sent[at + lost :]])
    reader.close(0, len(sent))
    return sink


POST = b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789"
BODY_AT = len(POST) - 10


def test_a_body_goes_on_behind_a_gap_by_its_length(read: Any) -> None:
    sink = fed_with_gap(read(Http1), POST + GET, BODY_AT + 3, 4)
    body = next(part for part in sink.parts if part.path == "http.request.body")
    assert (bytes(body.data), body.lost) == (b"012789", 4)
    assert sink.found("http.request.head")[1] == GET


def test_a_gap_that_swallows_the_end_of_a_body_looks_for_the_next_message(read: Any) -> None:
    sink = fed_with_gap(read(Http1), POST + GET + GET, BODY_AT + 3, 12)
    assert sink.found("http.request.body") == [b"012"]
    assert sink.found("raw") == [GET[5:]]
    assert sink.found("http.request.head")[1:] == [GET]


def test_a_gap_in_a_head_gives_both_ends_raw(read: Any) -> None:
    sink = fed_with_gap(read(Http1), GET + GET, 8, 4)
    assert sink.found("raw") == [GET[:8], GET[12:]]
    assert sink.found("http.request.head") == [GET]


def test_methods_wait_for_responses_only_where_these_are_read(read: Any) -> None:
    reader = Http1(read(Http1, unwanted=(1,)))
    reader.feed(0, 0, [GET * 3])
    assert len(reader._methods) == 0
