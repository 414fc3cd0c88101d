"""Fixed-line numbers of the mainland."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import after, before, terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import RIGHT, covered

_REACH: Final = 28
_AHEAD: Final = 10
_AREA: Final = (
    rb"(?:10|2[0-57-9]|3[1357-9][0-9]|4[1-8][0-9]|5[1-9][0-9]|6[369][0-9]|7[0-79][0-9]|8[1-35-9][0-9]|9[0-579][0-9])"
)
_SIEVE: Final = rb"(?:0|86[ \-]0?)[1-9][0-9]{1,2}[)\- ][2-8][0-9]{2,3}[ \-]?[0-9]{4}"
_PATTERN: Final = re.compile(
    rb"(?:(?:\+|00)86[ \-]?\(?0?|\(?0)(?P<area>" + _AREA + rb")[)\- ]"
    rb"(?P<number>[2-8][0-9]{2,3}[ \-]?[0-9]{4})(?P<extension>-[0-9]{1,6})?" + RIGHT + rb"(?!-[0-9])"
)
_OWN: Final = terms(
    "座机 固话 固定电话 住宅电话 家庭电话 宅电 办公电话",
    "landline home_phone home_tel office_phone office_tel fixed_line",
)
_ANY: Final = terms("电话 传真", "telephone phone tel fax")
_PUBLIC: Final = re.compile(
    r"客服|热线|服务|投诉|举报|咨询|公司|总机|售后|销售|招商|网址|邮编|传真|"
    r"hotline|service|support|company|customer care|www\."
)
_KEYED: Final = re.compile(rb"[\"'=>]\s?\(?\Z")
_DIGITS: Final = (9, 10, 11)


def claim(sight: Sight) -> Iterator[Claim]:
    """Area code and number behind words that name a landline, or in a field or column called telephone."""
    for match in sight.matches(_PATTERN, _REACH, _AHEAD):
        start, end = match.span()
        if sight.window[max(0, start - 1) : start].isalnum():
            continue
        number = match["area"] + match["number"].translate(None, b" -")
        confidence = _confidence(sight, start, end) if len(number) in _DIGITS else 0.0
        if confidence:
            normal = b"0" + number + (match["extension"] or b"")
            yield Claim(start, end, normal, covered(b"0" + number, 3, 2), confidence)


def _confidence(sight: Sight, start: int, end: int) -> float:
    if _PUBLIC.search(before(sight.window, start)) or _PUBLIC.search(after(sight.window, end)):
        return 0.0
    if labelled(sight, _OWN, start, end):
        return 0.85
    is_field = bool(sight.column(start)) or _KEYED.search(sight.window, max(0, start - 4), start) is not None
    return 0.7 if is_field and labelled(sight, _ANY, start, end) else 0.0


DETECTOR: Final = Detector(
    id="cn.landline",
    finds="fixed-line number of the mainland with its area code",
    source="MIIT numbering plan (area codes of two and three digits)",
    false_positives="a firm's number in a field called phone; hotlines, 400 and 800 and letterheads are none",
    confidence="0.85 where words say landline, 0.7 in a field or column called telephone, else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((4, 7, 8)),
)
