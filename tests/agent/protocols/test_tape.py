"""A direction that a script reads."""

import re
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.tape import MOST_BYTES, SEARCH_BYTES, Lost, Tape

STEPS = [1, 3, 1000]


class _Nothing:
    control = (0, 0)

    def __init__(self, sink: Any) -> None: ...

    def close(self, direction: int, offset: int) -> None: ...


def run(sink: Any, script: Any, data: bytes, step: int = 1000) -> Tape:
    tape = Tape(sink, 0, script)
    for at in range(0, len(data), step):
        if not sink.switched and not sink.sealed:
            tape.feed(at, [memoryview(data)[at : at + step]])
    tape.close(len(data))
    return tape


@pytest.mark.parametrize("step", STEPS)
def test_a_script_gets_what_it_asks_for(read: Any, step: int) -> None:
    got: list[bytes] = []

    def script(tape: Tape) -> Generator[int | bytes, bytes, None]:
        got.append((yield 2))
        got.append((yield b"\n"))
        tape.back(2)
        got.append((yield 0))
        got.append((yield 3))
        assert tape.offset == 8

    sink = read(_Nothing)
    run(sink, script, b"ab1234\nrest", step)
    assert got == [b"ab", b"1234\n", b"", b"4\nr"]
    assert sink.found("raw") == [b"est"]


@pytest.mark.parametrize("step", STEPS)
def test_a_start_is_looked_for_near_and_all_else_is_raw(read: Any, step: int) -> None:
    def script(tape: Tape) -> Generator[int | bytes, bytes, None]:
        while True:
            yield from tape.seek(re.compile(rb"<\d"), 2)
            yield 2

    sink = read(_Nothing)
    run(sink, script, b"junk<1more<<2end", step)
    assert sink.found("raw") == [b"junk", b"more<", b"end"]
    sink = read(_Nothing)
    far = b"x" * (SEARCH_BYTES + 5) + b"<1"
    run(sink, script, far, max(step, 100))
    assert sink.found("raw") == [far]


def test_a_mark_that_does_not_come_is_not_waited_for(read: Any) -> None:
    got: list[int] = []

    def script(tape: Tape) -> Generator[int | bytes, bytes, None]:
        got.append(len((yield b"\n")))

    run(read(_Nothing), script, b"x" * (MOST_BYTES + 9))
    assert got == [MOST_BYTES]


@pytest.mark.parametrize("step", STEPS)
def test_the_rest_is_another_protocol_or_opaque(read: Any, step: int) -> None:
    def script(tape: Tape) -> Generator[int | bytes, bytes, None]:
        if (yield 1) == b"s":
            tape.switch("label", "kind")
        else:
            tape.opaque(1)

    sink = read(_Nothing)
    run(sink, script, b"s123", step)
    assert (sink.switched[0][1], sink.switched[0][3], sink.announced) == (1, "label", ["kind"])
    sink = read(_Nothing)
    run(sink, script, b"o123", 4)
    assert sink.sealed == {0: 4}


def test_a_script_hears_of_lost_bytes_or_is_begun_anew(read: Any) -> None:
    heard: list[tuple[bytes, int]] = []

    def listens(tape: Tape) -> Generator[int | bytes, bytes, None]:
        while True:
            try:
                yield 4
            except Lost as lost:
                heard.append((lost.held, lost.size))
                if not lost.size:
                    raise

    def forgets(tape: Tape) -> Generator[int | bytes, bytes, None]:
        heard.append(((yield 4), 0))

    sink = read(_Nothing)
    for script in (listens, forgets):
        tape = Tape(sink, 0, script)
        tape.feed(0, [b"ab"])
        tape.gap(2, 5)
        tape.feed(7, [b"wxyz"])
        tape.close(11)
    assert heard == [(b"ab", 5), (b"", 0), (b"wxyz", 0)]
    assert sink.found("raw") == [b"ab"]


@given(st.binary(max_size=200), st.integers(1, 40))
def test_no_byte_is_lost(read: Any, data: bytes, step: int) -> None:
    def script(tape: Tape) -> Generator[int | bytes, bytes, None]:
        while True:
            data = yield b"a"
            tape.raw(data)
            yield from tape.seek(re.compile(rb"[b-f]"), 3)

    sink = read(_Nothing)
    run(sink, script, data, step)
    assert b"".join(sink.found("raw")) == data
