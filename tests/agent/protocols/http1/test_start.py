"""Start lines."""

import pytest

from agent.protocols.http1.start import LINE_BYTES, recognise, search


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"GET / HTTP/1.1\r\n", True),
        (b"PROPFIND /a b HTTP/1.0\n", True),
        (b"HTTP/1.1 200 OK\r\n", True),
        (b"HTTP/1.1 200\r\n", True),
        (b"GET /unfinished", None),
        (b"G", None),
        (b"HTTP", None),
        (b"HTTP/1.1 2", None),
        (b"GET / HTTP/1.1\r", None),
        (b"get / HTTP/1.1\r\n", False),
        (b"OPTIONS sip:x SIP/2.0\r\n", False),
        (b"HTTP/1.1 999 No\r\n", False),
        (b"HELO mail.example\r\n", False),
        (b"GET /" + b"a" * LINE_BYTES, False),
        (b"\x16\x03\x01", False),
    ],
)
def test_a_message_is_told_by_its_first_line(head: bytes, answer: bool | None) -> None:
    assert recognise(head) is answer


@pytest.mark.parametrize("start", [b"GET /x HTTP/1.1\r\n", b"HTTP/1.1 404 Not Found\r\n", b"CONNECT a:1 HTTP/1.0\n"])
def test_a_start_is_found_behind_any_byte(start: bytes) -> None:
    assert search(b"{}" + start + b"Host: x\r\n") == (2, 2)
    assert search(b"text\n" + start) == (5, 5)


@pytest.mark.parametrize("text", [b"see HTTP/1.1 for more", b"GET it by HTTP/1.1 \n no", b"xHTTP/1.1 200", b"a GET /b"])
def test_talk_about_http_is_no_start(text: bytes) -> None:
    assert search(text)[0] == -1


def test_what_may_become_a_start_is_kept() -> None:
    line = b"POST /path HTTP/1.1\r\n"
    for cut in range(1, len(line)):
        found, keep = search(b"junk " + line[:cut])
        assert found == -1
        assert keep <= 5
