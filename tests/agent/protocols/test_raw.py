"""Unrecognised streams."""

from typing import Any

import pytest

from agent.protocols import search
from agent.protocols.raw import SEARCH_BYTES, Datagrams, Raw

START = b"POST /x HTTP/1.1\r\n"


@pytest.mark.parametrize("step", [1, 4, 1 << 20])
def test_a_message_start_near_the_beginning_changes_the_reader(read: Any, step: int) -> None:
    sink = read(lambda sink: Raw(sink, search), b'tail of a body {"a": 1}' + START, step=step)
    assert sink.found("raw") == [b'tail of a body {"a": 1}']
    assert [(at, label) for _, at, _, label in sink.switched] == [(23, "")]
    assert START.startswith(sink.switched[0][2])
    assert len(sink.switched[0][2]) >= len(START) - 1


@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_a_message_start_far_from_the_beginning_is_not_looked_for(read: Any, step: int) -> None:
    data = b"\x01" * (SEARCH_BYTES - 5) + START
    sink = read(lambda sink: Raw(sink, search), data, step=step)
    assert (sink.found("raw"), sink.switched) == ([data], [])


def test_what_looks_like_a_start_but_has_no_end_is_given_at_the_end(read: Any) -> None:
    sink = read(lambda sink: Raw(sink, search), b"abc GET /unfinished")
    assert sink.found("raw") == [b"abc GET /unfinished"]
    assert sink.parts[0].ended


def test_datagrams_are_given_one_by_one(read: Any) -> None:
    assert read(Datagrams, b"abcdef", step=2).found("datagram") == [b"ab", b"cd", b"ef"]
