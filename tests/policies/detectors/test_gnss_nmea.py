"""Sentences of NMEA 0183."""

from collections.abc import Callable
from functools import reduce
from operator import xor

Found = Callable[..., list[tuple[str, str]]]
BODIES = (
    "GPRMC,081836,A,3113.7860,N,12128.2878,E,000.0,360.0,130926,011.3,E",
    "GNGGA,081836.00,3113.7860,N,12128.2878,E,1,08,0.9,12.4,M,46.9,M,,",
)


def test_a_position_with_a_right_checksum_is_found(found: Found) -> None:
    for body in BODIES:
        right = reduce(xor, body.encode())
        assert found(f"${body}*{right:02X}\r\n") == [("gnss.nmea", f"${body}*{right:02X}")]
        assert found(f"${body}*{right ^ 1:02X}\r\n") == []


def test_a_sentence_without_position_is_none(found: Found) -> None:
    body = "GPRMC,081836,V,,,,,,,130926,,,N"
    assert found(f"${body}*{reduce(xor, body.encode()):02X}\r\n") == []
