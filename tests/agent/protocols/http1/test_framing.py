"""Body lengths."""

import pytest

from agent.protocols.http1 import framing
from agent.protocols.http1.head import MOST_BYTES, Head


def response(fields: str, status: int = 200, reason: str = "OK") -> Head:
    return Head(f"HTTP/1.1 {status} {reason}\r\n{fields}\r\n".encode())


def request(fields: str, method: str = "POST") -> Head:
    return Head(f"{method} /x HTTP/1.1\r\n{fields}\r\n".encode())


@pytest.mark.parametrize(
    ("value", "length"),
    [("5", 5), ("5, 5", 5), ("", -1), ("-1", -1), ("0x10", -1), ("9" * 25, -1), ("9" * 19, MOST_BYTES)],
)
def test_a_length_is_a_number(value: str, length: int) -> None:
    assert request(f"Content-Length: {value}\r\n").length == length


def test_requests_without_a_length_have_no_body() -> None:
    assert framing.request_framing(request("")) == framing.NONE
    assert framing.request_framing(request("Content-Length: 0\r\n")) == framing.NONE
    assert framing.request_framing(request("Content-Length: 3\r\n")) == framing.LENGTH
    assert framing.request_framing(request("", "CONNECT")) == framing.TUNNEL


def test_chunks_overrule_a_length() -> None:
    fields = "Content-Length: 3\r\nTransfer-Encoding: gzip, Chunked\r\n"
    assert framing.request_framing(request(fields)) == framing.CHUNKED
    assert framing.response_framing(response(fields), b"GET") == framing.CHUNKED
    assert framing.codings(request(fields + "Content-Encoding: br\r\n")) == ("br", "gzip")


@pytest.mark.parametrize(("status", "method"), [(204, b"GET"), (304, b"GET"), (100, b"POST"), (200, b"HEAD")])
def test_some_responses_have_no_body_whatever_they_announce(status: int, method: bytes) -> None:
    assert framing.response_framing(response("Content-Length: 9\r\n", status), method) == framing.NONE


def test_a_response_without_a_length_ends_with_the_connection() -> None:
    assert framing.response_framing(response(""), b"GET") == framing.CLOSE
    assert framing.response_framing(response("Content-Length: x\r\n"), b"GET") == framing.CLOSE


def test_a_tunnel_opens_when_connect_succeeds_or_the_protocol_changes() -> None:
    assert framing.response_framing(response(""), b"CONNECT") == framing.TUNNEL
    assert framing.response_framing(response("", 200, "Connection Established"), b"") == framing.TUNNEL
    assert framing.response_framing(response("Content-Length: 2\r\n", 407), b"CONNECT") == framing.LENGTH
    assert framing.response_framing(response("", 101), b"GET") == framing.TUNNEL
