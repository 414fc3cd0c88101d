"""Where pcapng blocks begin, and where the chain of them breaks."""

from collections.abc import Callable
from typing import Any

import numpy as np

from agent.capture.pcapng_blocks import byte_order, find_blocks
from agent.frames import SLACK

Make = Callable[..., Any]


def blocks_of(data: bytes, order: str = "<", start: int = 0) -> Any:
    return find_blocks(np.frombuffer(data + bytes(SLACK), np.uint8), start, len(data), order)


def test_a_section_says_its_byte_order(pcapng: Make) -> None:
    for order in "<>":
        data = np.frombuffer(pcapng(order).section(), np.uint8)
        assert byte_order(data, 0, "") == order


def test_another_block_keeps_the_byte_order(pcapng: Make) -> None:
    assert byte_order(np.frombuffer(pcapng("<").interface(), np.uint8), 0, ">") == ">"


def test_whole_blocks_end_where_a_partial_one_begins(pcapng: Make) -> None:
    ng = pcapng()
    whole = ng.section() + ng.interface() + ng.packet(b"abc")
    found = blocks_of(whole + ng.packet(b"cut")[:-1])
    assert (found.size.tolist(), found.end, found.fault) == ([28, 24, 36], len(whole), "")


def test_blocks_end_where_the_byte_order_turns(pcapng: Make) -> None:
    first = pcapng("<").section() + pcapng("<").interface()
    found = blocks_of(first + pcapng(">").section())
    assert (len(found.at), found.end, found.fault) == (2, len(first), "")


def test_lanes_are_not_misled_by_a_capture_inside_packets(pcapng: Make) -> None:
    ng = pcapng()
    inner = b"".join(ng.packet(b"inner") for _ in range(20))
    packet = ng.packet(inner)
    found = blocks_of(ng.section() + packet * 6000)
    assert found.at.tolist() == [0, *(28 + len(packet) * n for n in range(6000))]


def test_blocks_may_stand_at_any_alignment_of_the_buffer(pcapng: Make) -> None:
    ng = pcapng()
    packet = ng.packet(b"abcdefgh")
    for start in range(4):
        found = blocks_of(bytes(start) + packet * 6000, start=start)
        assert (len(found.at), found.end) == (6000, start + 6000 * len(packet))
