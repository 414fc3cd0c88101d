"""Bodies in ranges, bodies that the server did not want, and escapes in trailers."""

from typing import Any

import pytest

from agent.protocols.http1.half import EXPECTED_BYTES
from agent.protocols.http1.reader import Http1

STEPS = [1, 3, 1 << 20]
GET = b"GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n"


def put(body: bytes, where: str, target: str = "/f") -> bytes:
    head = f"PUT {target} HTTP/1.1\r\nContent-Range: bytes {where}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize("step", STEPS)
def test_ranges_that_follow_one_another_are_one_body(read: Any, step: int) -> None:
    sent = put(b"0123", "0-3/8") + GET + put(b"4567", "4-7/8") + put(b"x", "4-4/8")
    ok = b"HTTP/1.1 206 Partial\r\nContent-Range: bytes %s\r\nContent-Length: 2\r\n\r\n%s"
    received = ok % (b"0-1/4", b"ab") + ok % (b"2-3/4", b"cd")
    sink = read(Http1, sent, received, step=step)
    assert sink.found("http.request.body") == [b"01234567", b"x"]
    assert sink.found("http.response.body") == [b"abcd"]
    assert all(part.ended and not part.damage for part in sink.parts)


def test_a_file_that_waits_for_its_next_range_ends_where_http_ends(read: Any) -> None:
    sink = read(Http1, put(b"0123", "0-3/8") + b"CONNECT b:1 HTTP/1.1\r\n\r\n")
    assert [part.ended for part in sink.parts if part.path == "http.request.body"] == [True]


BODY = b"row of a long table\r\n" * 200
EXPECT = b"POST /in HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(BODY)


@pytest.mark.parametrize("step", [*STEPS, 1000])
def test_a_body_that_the_server_did_not_want_is_not_taken_from_the_next_request(read: Any, step: int) -> None:
    sink = read(Http1, EXPECT + GET + EXPECT + BODY + GET, step=step)
    assert sink.found("http.request.head") == [EXPECT, GET, EXPECT, GET]
    assert sink.found("http.request.body") == [b"", BODY]


@pytest.mark.parametrize("step", [*STEPS, 1000])
def test_a_body_that_begins_like_a_request_line_is_a_body(read: Any, step: int) -> None:
    body = b"GET " + b"a" * EXPECTED_BYTES * 2
    head = b"POST /in HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert read(Http1, head + body + GET, step=step).found("http.request.body") == [body]


def test_a_gap_where_a_body_may_begin_is_in_the_body(read: Any) -> None:
    sink = read(Http1)
    reader = Http1(sink)
    reader.feed(0, 0, [EXPECT])
    reader.gap(0, len(EXPECT), 21)
    reader.feed(0, len(EXPECT) + 21, [BODY[21:] + GET])
    reader.close(0, len(EXPECT) + len(BODY) + len(GET))
    assert sink.found("http.request.body") == [BODY[21:]]
    assert sink.found("http.request.head") == [EXPECT, GET]


def test_escapes_in_trailers_are_a_part_of_their_own(read: Any) -> None:
    sent = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nNote: %E4%B8%AD\r\n\r\n"
    assert read(Http1, sent).found("http.request.headers") == [b"Note: %E4%B8%AD\r\n\r\n"]
