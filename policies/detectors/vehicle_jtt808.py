"""Positions of commercial vehicles as their terminals report them."""

import re
from collections.abc import Iterator
from functools import reduce
from operator import xor
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_SIEVE: Final = rb"~\x02\x00[\x00-\x03\x40-\x43][\x1c-\xff]"
_START: Final = re.compile(_SIEVE)
_OF_2019: Final = 0x40
_POSITION_BYTES: Final = 28
_LOCATED, _SOUTH, _WEST = 2, 4, 8
_BCD: Final = re.compile(r"[0-9]+")
_TIME: Final = re.compile(
    r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]"
)


def claim(sight: Sight) -> Iterator[Claim]:
    """A location report with a located position in China and a right check code; the terminal is what counts."""
    for match in sight.matches(_START, 8, 8):
        end = sight.window.find(b"~", match.end())
        message = sight.window[match.start() + 1 : end].replace(b"\x7d\x02", b"~").replace(b"\x7d\x01", b"\x7d")
        if end > 0 and reduce(xor, message) == 0:
            phone = _terminal(message)
            if phone:
                yield Claim(match.start(), end + 1, phone, phone[:3].decode() + "******", 0.95)


def _terminal(message: bytes) -> bytes:
    """The terminal's number, empty where the message is no report of a place in China."""
    body = 17 if message[2] & _OF_2019 else 12
    number = message[5:15].hex() if message[2] & _OF_2019 else message[4:10].hex()
    place = message[body : body + _POSITION_BYTES]
    size = int.from_bytes(message[2:4], "big") & 0x3FF
    if len(place) < _POSITION_BYTES or len(message) != body + size + 1:
        return b""
    state = place[7]
    latitude, longitude = (int.from_bytes(place[at : at + 4], "big") / 1e6 for at in (8, 12))
    is_place = state & _LOCATED and not state & (_SOUTH | _WEST) and 73 < longitude < 136 and 3 < latitude < 54
    if not is_place or not _BCD.fullmatch(number) or not _TIME.fullmatch(place[22:28].hex()):
        return b""
    return number.lstrip("0").encode()


DETECTOR: Final = Detector(
    id="vehicle.jtt808",
    finds="position in a report of a vehicle's terminal, counted by terminal",
    source="JT/T 808-2011, 2013 and 2019 (message 0x0200)",
    false_positives="very low: marks, length, check code, number, time and a position in China",
    confidence="0.95 by form, check code and position",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE + rb"[\x00-\xff]",
    claim=claim,
)
