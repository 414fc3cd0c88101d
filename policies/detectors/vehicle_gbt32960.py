"""Positions of electric vehicles as they report them to the platforms."""

import re
from collections.abc import Iterator
from functools import reduce
from operator import xor
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_HEAD: Final = rb"##[\x02\x03][\x01-\x03\xfe][0-9A-HJ-NPR-Z]{17}\x01"
_FRAME: Final = re.compile(_HEAD + rb"(?P<length>[\x00-\xff]{2})")
_VIN: Final = slice(4, 21)
_TIME_BYTES: Final = 6
_FIXED: Final = {1: 20, 4: 5, 6: 14}  # bytes of the information types of one length
_MOTORS, _POSITION = 2, 5
_MOTOR_BYTES: Final = 12
_POSITION_BYTES: Final = 9
_INVALID, _SOUTH, _WEST = 1, 2, 4


def claim(sight: Sight) -> Iterator[Claim]:
    """A report with a valid position in China; a check code in sight must be right. The vehicle is what counts."""
    for match in sight.matches(_FRAME, 32):
        place = _position(sight.window, match.end())
        if place and not _is_broken(sight.window, match):
            vin = match[0][_VIN]
            yield Claim(place, place + _POSITION_BYTES, vin, vin[:3].decode() + "**************", 0.95)


def _position(window: bytes, start: int) -> int:
    """Where the position's nine bytes begin among the information behind the time; 0 where none is in sight."""
    at = start + _TIME_BYTES
    while at + 1 + _POSITION_BYTES <= len(window):
        kind = window[at]
        if kind == _POSITION:
            return at + 1 if _is_in_china(window[at + 1 : at + 1 + _POSITION_BYTES]) else 0
        size = 1 + _MOTOR_BYTES * window[at + 1] if kind == _MOTORS else _FIXED.get(kind)
        if size is None:
            return 0
        at += 1 + size
    return 0


def _is_in_china(position: bytes) -> bool:
    longitude, latitude = (int.from_bytes(position[at : at + 4], "big") / 1e6 for at in (1, 5))
    return not position[0] & (_INVALID | _SOUTH | _WEST) and 73 < longitude < 136 and 3 < latitude < 54


def _is_broken(window: bytes, match: re.Match[bytes]) -> bool:
    end = match.end() + int.from_bytes(match["length"], "big")
    return end < len(window) and reduce(xor, window[match.start() + 2 : end]) != window[end]


DETECTOR: Final = Detector(
    id="vehicle.gbt32960",
    finds="position in a report of an electric vehicle, counted by vehicle",
    source="GB/T 32960.3-2016 6, 7.2.3 (information types 1, 2, 4 to 6)",
    false_positives="very low: start, command, VIN, the chain of information and a position in China",
    confidence="0.95 by form and position; a check code in sight must be right",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_HEAD + rb"[\x00-\xff]{3}",
    claim=claim,
)
