"""Bodies that come in ranges."""

import pytest

from agent.contents.media.ranges import MOST_WAITING, Range, Ranges, content_range


class Body:
    """An inlet that only remembers how it ended."""

    def __init__(self) -> None:
        self.ended: str | None = None

    def write(self, pieces: object) -> None: ...

    def gap(self, size: int) -> None: ...

    def end(self, damage: str = "") -> None:
        assert self.ended is None
        self.ended = damage


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"bytes 0-9/20", Range(0, 10, 20)),
        (b" Bytes 5-5/* ", Range(5, 6, -1)),
        (b"bytes */20", None),
        (b"bytes 9-0/20", None),
        (b"bytes 0-20/20", None),
        (b"bytes 0-9", None),
        (b"bytes 0-" + b"9" * 30 + b"/*", None),
        (b"", None),
    ],
)
def test_a_content_range_names_bytes(value: bytes, expected: Range | None) -> None:
    assert content_range(value) == expected


def begun(ranges: Ranges, key: bytes, value: bytes) -> Body:
    body = ranges.begin(key, value, Body)
    assert isinstance(body, Body)
    return body


def test_what_follows_goes_on_and_the_last_range_ends() -> None:
    ranges = Ranges()
    first = begun(ranges, b"/a", b"bytes 0-9/30")
    ranges.end(first)
    assert first.ended is None
    assert begun(ranges, b"/b", b"bytes 10-19/30") is not first
    assert begun(ranges, b"/a", b"bytes 11-19/30") is not first
    assert begun(ranges, b"/a", b"bytes 10-19/31") is not first
    assert begun(ranges, b"/a", b"bytes 10-19/*") is first
    ranges.end(first)
    assert begun(ranges, b"/a", b"bytes 20-29/30") is first
    ranges.end(first)
    assert first.ended == ""


def test_a_body_without_a_range_or_damaged_ends_at_once() -> None:
    ranges = Ranges()
    whole, damaged = begun(ranges, b"/a", b""), begun(ranges, b"/a", b"bytes 0-9/30")
    ranges.end(whole)
    ranges.end(damaged, "ended early")
    assert (whole.ended, damaged.ended) == ("", "ended early")
    assert begun(ranges, b"/a", b"bytes 10-19/30") is not damaged


def test_few_files_wait_and_none_when_all_is_over() -> None:
    ranges = Ranges()
    bodies = [begun(ranges, b"/%d" % number, b"bytes 0-9/30") for number in range(MOST_WAITING + 1)]
    for body in bodies:
        ranges.end(body)
    assert [body.ended for body in bodies] == ["", *[None] * MOST_WAITING]
    ranges.close()
    assert {body.ended for body in bodies} == {""}
