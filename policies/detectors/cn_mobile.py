"""Mobile numbers of the mainland."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import RIGHT, RIGHT_SIEVE, SEPARATOR, begins_alone, compact, covered

_REACH: Final = 16
_ALONE: Final = 0.8
_BY_COUNTRY: Final = 0.9
_DOUBTFUL: Final = 0.0
_PREFIX: Final = rb"1(?:3[0-9]|4[57]|5[0-35-9]|6[2567]|7[0-35-8]|8[0-9]|9[0-35-9])"
_SIEVE: Final = rb"(?:(?:00)?86" + SEPARATOR + rb")?" + _PREFIX + SEPARATOR + rb"[0-9]{4}" + SEPARATOR + rb"[0-9]{4}"
_PATTERN: Final = re.compile(
    _PREFIX + rb"(?:(?P<joint>[ .\-])[0-9]{4}(?P<second>(?P=joint)?)[0-9]{4}|[0-9]{8})" + RIGHT + rb"(?!-[0-9])"
)
_COUNTRY: Final = re.compile(rb"(?<![0-9A-Za-z])(?:(?:\+|00)86[ .\-]?|86[ \-])\Z")
_BARE_COUNTRY: Final = re.compile(rb"(?<![0-9A-Za-z.])86\Z")
_NAMES: Final = rb"(?:[Tt][Ee][Ll]|[Pp]hone|[Mm]obile)"
_NAMED: Final = re.compile(_NAMES + rb"\Z")
_TAIL_OF_MORE: Final = re.compile(rb"(?:[0-9]-|\+)\Z")
_MINUS: Final = re.compile(rb"(?<![0-9A-Za-z\x80-\xff])-\Z")
_WORDS: Final = terms(
    "手机 电话 联系方式 联系人 移动号码 号码 致电 拨打 来电 短信 微信",
    "mobile_phone mobile cell_phone cell telephone tel phone msisdn contact sms whatsapp wechat "
    "sjh sjhm shouji lxdh lxfs dianhua dh yddh mob",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """Numbers under an assigned prefix; in unusual groups or behind a bare 86 only where words near say so."""
    for match in sight.matches(_PATTERN, _REACH):
        left = _left(sight.window, match.start())
        if left is None:
            continue
        start, sure = left
        confidence = _confidence(sight, match, start, sure)
        if confidence:
            number = compact(match[0])
            yield Claim(start, match.end(), number, covered(number, 3, 2), confidence)


def _left(window: bytes, start: int) -> tuple[int, float] | None:
    """Where the number begins with its country code, and how sure it is by that; None in the tail of something."""
    low = max(0, start - 8)
    if country := _COUNTRY.search(window, low, start):
        return country.start(), _BY_COUNTRY
    if bare := _BARE_COUNTRY.search(window, low, start):
        return bare.start(), _DOUBTFUL
    if _MINUS.search(window, low, start):
        return start, _DOUBTFUL
    alone = begins_alone(window, start) and not _TAIL_OF_MORE.search(window, low, start)
    return (start, _ALONE) if alone or _NAMED.search(window, low, start) else None


def _confidence(sight: Sight, match: re.Match[bytes], start: int, sure: float) -> float:
    if sight.near(_WORDS, start):
        return 0.95
    if sure == _DOUBTFUL or match["joint"] == b"." or (match["joint"] and not match["second"]):
        return 0.0
    if sight.contrary(start):
        return 0.3
    return 0.7 if match["joint"] and sure == _ALONE else sure


DETECTOR: Final = Detector(
    id="cn.mobile",
    finds="mobile number of the mainland, also with +86, spaces or dashes",
    source="MIIT numbering plan (52 assigned prefixes between 130 and 199)",
    false_positives="5 in 100 random 11-digit numbers; none inside longer numbers, decimals, UUIDs or hexadecimal",
    confidence="0.8 by prefix; 0.7 when grouped; 0.9 with +86; 0.95 with words near; 0.3 right behind order, ref …",
    context=Context.RAISES,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((4, 8, 11, 13, 15)),
    also=_NAMES + _SIEVE + RIGHT_SIEVE,
)
