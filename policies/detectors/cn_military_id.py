"""Identity documents of the armed forces."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import covered

_REACH: Final = 24
_AHEAD: Final = 8
_UTF8: Final = "字第".encode()
_GBK: Final = "字第".encode("gbk")
_SIEVE: Final = rb"(?:" + _UTF8 + rb"|" + _GBK + rb")[ ]?[0-9]{6,8}[^0-9]"
_WHO: Final = "军武士文空海参政后装北南沈兰济广成政火警"
_PATTERN: Final = re.compile(
    rb"(?:(?P<utf8>(?:"
    + "|".join(_WHO).encode()
    + rb"))"
    + _UTF8
    + rb"|(?P<gbk>(?:"
    + rb"|".join(one.encode("gbk") for one in _WHO)
    + rb"))"
    + _GBK
    + rb")[ ]?(?P<number>[0-9]{6,8})(?:[ ]?(?:"
    + "号|號".encode()
    + rb"|"
    + "号".encode("gbk")
    + rb")|(?![0-9A-Za-z\x80-\xff]))"
)
_WORDS: Final = terms(
    "军官证 军人证 士兵证 士官证 军士证 义务兵证 文职干部证 文职人员证 警官证 军人证件",
    "military_id military_card military_officer officer_card officer_id soldier_card soldier_id armed_forces_id "
    "army_id jgz jgzh jgzhm junguanzheng sbz sbzh",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """The form 军字第12345678号 where words name the document; the same form heads official letters."""
    for match in sight.matches(_PATTERN, _REACH, _AHEAD):
        start, end = match.span()
        if labelled(sight, _WORDS, start, end) or sight.near(_WORDS, start):
            number = match["number"]
            normal = _who(match) + number
            yield Claim(start, end, normal, covered(number, 1, 1), 0.9)


def _who(match: re.Match[bytes]) -> bytes:
    return match["utf8"] or match["gbk"].decode("gbk", "replace").encode()


DETECTOR: Final = Detector(
    id="cn.military_id",
    finds="identity document of the armed forces: 军字第, 士字第 … and six to eight digits",
    source="Measures for the documents of officers and soldiers of the People's Liberation Army",
    false_positives="letters of the forces are numbered alike: nothing is claimed without words that name the document",
    confidence="0.9 where words name it, else none",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
