"""The sliding buffer: what it keeps, how it grows, and that it never takes more than twice what is there."""

import io
from typing import Self

from agent.capture.window import LEAST_BYTES, Window
from agent.frames import SLACK


class Trickle:
    """Bytes that come a few at a time, as from a pipe."""

    fault = ""

    def __init__(self, data: bytes, most: int) -> None:
        self._file, self._most = io.BytesIO(data), most

    def readinto(self, target: memoryview) -> int:
        return self._file.readinto(target[: self._most])

    def window(self, chunk_bytes: int, skip: int = 0) -> Window:
        window = Window(self, chunk_bytes)
        window.skip(skip)
        return window

    @classmethod
    def of(cls, data: bytes) -> Self:
        return cls(data, 7)


def held(window: Window) -> bytes:
    return window.buffer[: window.length].tobytes()


def test_it_begins_behind_the_skipped_bytes() -> None:
    window = Trickle.of(bytes(range(200))).window(64, skip=24)
    assert (window.offset, held(window)) == (24, bytes(range(24, 88)))


def test_what_is_not_consumed_comes_first_again() -> None:
    window = Trickle.of(bytes(range(200))).window(100)
    window.advance(90)
    assert (window.offset, held(window)) == (90, bytes(range(90, 190)))


def test_it_grows_to_twice_a_record_that_does_not_fit_and_shrinks_again() -> None:
    window = Trickle.of(bytes(1000)).window(100)
    window.advance(0)
    assert len(window.buffer) == 200 + SLACK
    window.advance(200)
    assert len(window.buffer) == 100 + SLACK


def test_nothing_is_allocated_for_bytes_that_never_come() -> None:
    window = Trickle.of(bytes(50)).window(100)
    window.advance(0)
    assert (window.ended, len(window.buffer)) == (True, 100 + SLACK)


def test_zero_bytes_follow_the_last_one() -> None:
    window = Trickle.of(b"\xff" * 150).window(100)
    window.advance(100)
    assert window.buffer[50 : 50 + SLACK].tolist() == [0] * SLACK


def test_draining_reads_to_the_end() -> None:
    window = Trickle.of(bytes(1000)).window(100)
    window.drain()
    assert (window.ended, window.size) == (True, 1000)


def test_the_smallest_window_holds_a_header() -> None:
    assert Trickle.of(bytes(1000)).window(1).length == LEAST_BYTES
