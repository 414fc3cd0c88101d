"""Number plates of vehicles."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import ends_in_gbk, terms
from policies.detector import Claim, Context, Detector, Family, Sight

_REACH: Final = 24
_AHEAD: Final = 8
_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SUFFIXES: Final = "学警港澳挂试超领"
_JOINT_BYTES: Final = rb"(?:[ .\-]|\xc2\xb7|\xe2\x80\xa2|\xe3\x83\xbb|\xa1\xa4)?"
_LETTER: Final = rb"[A-HJ-NP-Z]"
_SERIAL: Final = rb"[A-HJ-NP-Z0-9]"


def _any_of(characters: str) -> bytes:
    forms = [character.encode(charset) for character in characters for charset in ("utf-8", "gbk")]
    escaped = [rb"\\u(?i:%04x)" % ord(character) for character in characters]
    return b"(?:" + b"|".join([re.escape(form) for form in forms] + escaped) + b")"


_SIEVE: Final = (
    rb"(?:[\x80-\xff]|\\u[0-9A-Fa-f]{4})"
    + _LETTER
    + _JOINT_BYTES
    + _SERIAL
    + rb"{4}(?:[A-HJ-NP-Z0-9]{1,2}[^0-9A-Za-z]|[\x80-\xff\\])"
)
_PATTERN: Final = re.compile(
    rb"(?P<province>%(province)b)(?P<letter>%(letter)b)%(joint)b(?:"
    rb"(?P<serial>[0-9]{5}%(letter)b|%(letter)b%(serial)b[0-9]{4}|%(serial)b{5})(?![0-9A-Za-z])"
    rb"|(?P<short>%(serial)b{4})(?P<suffix>%(suffix)b))"
    % {
        b"province": _any_of(_PROVINCES),
        b"letter": _LETTER,
        b"joint": _JOINT_BYTES,
        b"serial": _SERIAL,
        b"suffix": _any_of(_SUFFIXES),
    }
)
_WORDS: Final = terms(
    "车牌 号牌 牌照 牌号 车号",
    "plate plate_no license_plate licence_plate car_no car_number vehicle_no cph cphm chepai hphm cp",
)
_FEWEST_DIGITS: Final = 2


def claim(sight: Sight) -> Iterator[Claim]:
    """A province character, a letter and five or (new energy) six more, or four and a character such as 学."""
    for match in sight.matches(_PATTERN, _REACH, _AHEAD):
        province = _character(match["province"])
        serial = match["serial"] or match["short"]
        if sum(map(b"0123456789".__contains__, serial)) < _FEWEST_DIGITS or _is_torn(sight.window, match):
            continue
        if sight.in_noise(*match.span()):
            continue
        normal = province + (match["letter"] + serial).decode("ascii") + _character(match["suffix"] or b"")
        confidence = 0.97 if sight.near(_WORDS, match.start()) else 0.9
        yield Claim(*match.span(), normal.encode(), normal[:2] + "***" + normal[-2:], confidence)


def _is_torn(window: bytes, match: re.Match[bytes]) -> bool:
    """Whether the province is only what the halves of other characters look like."""
    return len(match["province"]) == len("京".encode("gbk")) and not ends_in_gbk(window, match.end("province"))


def _character(raw: bytes) -> str:
    if raw.startswith(b"\\u"):
        return chr(int(raw[2:], 16))
    return raw.decode("utf-8" if len(raw) == len("京".encode()) else "gbk")


DETECTOR: Final = Detector(
    id="cn.plate",
    finds="number plate: province character, letter, five characters (six for new energy)",
    source="GA 36-2018; GA/T 16.7",
    false_positives="low: needs the province character; model names such as 新A10000 look alike",
    confidence="0.9 by form; 0.97 with words near",
    context=Context.RAISES,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
