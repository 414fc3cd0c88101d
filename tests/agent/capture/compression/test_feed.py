"""Compressed input in pieces: nothing is lost, nothing comes twice."""

import io

from agent.capture.compression import decompressed
from agent.capture.compression.feed import Feed


class Pipe:
    """Bytes that come seven at a time."""

    fault = "read error: gone"

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def readinto(self, target: memoryview) -> int:
        return self._file.readinto(target[:7])


def test_exactly_takes_over_several_pieces() -> None:
    feed = Feed(Pipe(bytes(range(30))))
    assert (feed.exactly(10), feed.exactly(3), feed.exactly(100)) == (
        bytes(range(10)),
        bytes(range(10, 13)),
        bytes(range(13, 30)),
    )


def test_what_is_put_back_comes_first() -> None:
    feed = Feed(Pipe(b"abcdefghij"))
    feed.put_back(feed.exactly(4)[1:])
    assert [feed.some(2), feed.exactly(99)] == [b"bc", b"defghij"]


def test_padding_is_skipped_and_the_rest_stays() -> None:
    feed = Feed(Pipe(bytes(40) + b"magic"))
    assert (feed.skip_padding(), feed.exactly(9)) == (b"magi", b"magic")
    assert Feed(Pipe(bytes(40))).skip_padding() == b""


def test_the_source_says_why_it_ended() -> None:
    assert Feed(Pipe(b"")).fault == "read error: gone"


def test_plain_bytes_are_handed_through() -> None:
    plain = Pipe(b"plain")
    assert decompressed(plain, b"plain") is plain
