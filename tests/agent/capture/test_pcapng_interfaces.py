"""What Interface Description Blocks say, and which interface a packet means."""

import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.capture import pcapng_interfaces
from agent.capture.pcapng_interfaces import Interface, Interfaces, parse_interface

FIXED = struct.pack("<HHI", 113, 0, 96)


def option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)


def test_options_are_read() -> None:
    body = FIXED + option(2, b"eth0") + option(9, b"\x09") + option(14, struct.pack("<q", -5)) + option(0, b"")
    assert parse_interface(body, "<", 40) == Interface(113, 96, 9, -5, 40)


def test_an_option_of_the_wrong_size_is_ignored() -> None:
    body = FIXED + option(9, b"\x09\x09") + option(14, b"1234")
    assert parse_interface(body, "<", 0) == Interface(113, 96, 6, 0, 0)


def test_options_after_the_last_are_ignored() -> None:
    assert parse_interface(FIXED + option(0, b"") + option(9, b"\x09"), "<", 0).resolution == 6


@given(st.binary(min_size=8, max_size=60), st.sampled_from("<>"))
def test_any_body_is_read(body: bytes, order: str) -> None:
    assert parse_interface(body, order, 7).described_at == 7


def test_a_packet_means_an_interface_of_its_own_section() -> None:
    interfaces = Interfaces()
    for section in (100, 500):
        interfaces.begin_section(section)
        interfaces.add(Interface(link=section, described_at=section + 10))
    at = np.array([105, 200, 200, 600, 600], np.int64)
    row = interfaces.rows_of(at, np.array([0, 0, 1, 0, 4_000_000_000], np.int64))
    assert row.tolist() == [-1, 0, -1, 1, -1]
    assert interfaces.links(row).tolist() == [0xFFFF, 100, 0xFFFF, 500, 0xFFFF]


def test_old_sections_are_forgotten() -> None:
    interfaces = Interfaces()
    for section in (100, 500):
        interfaces.begin_section(section)
        interfaces.add(Interface(link=section, described_at=section + 10))
    interfaces.forget_old_sections()
    row = interfaces.rows_of(np.array([600], np.int64), np.array([0], np.int64))
    assert interfaces.links(row).tolist() == [500]


def test_interfaces_of_a_section_are_capped() -> None:
    interfaces = Interfaces()
    interfaces.begin_section(0)
    for number in range(pcapng_interfaces.MOST_INTERFACES + 5):
        interfaces.add(Interface(described_at=number))
    last = pcapng_interfaces.MOST_INTERFACES
    row = interfaces.rows_of(np.full(2, 10**9, np.int64), np.array([last - 1, last], np.int64))
    assert row.tolist() == [last - 1, -1]


def test_times_follow_each_interface() -> None:
    interfaces = Interfaces()
    interfaces.begin_section(0)
    interfaces.add(Interface(resolution=9))
    interfaces.add(Interface(resolution=3, offset_seconds=2))
    times = interfaces.time_ns(np.array([0, 1, -1], np.int64), np.array([5, 5, 5], np.uint64))
    assert times.tolist() == [5, 2_005_000_000, 5_000]
