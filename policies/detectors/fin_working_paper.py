"""Audit working papers, by the fields at their head."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_REACH: Final = 48
_SIEVE: Final = (
    "(?:工作底稿|底稿编号|底稿索引|索引号|被审计单位)".encode()
    + rb"[^\n]|(?i:audit working ?paper|audit work ?paper|lead schedule|w/p ref|working paper ref)[^0-9A-Za-z]"
)
_SEPARATOR: Final = rb"[\"']?[ ]{0,2}(?::|=|\||\t|,|\xef\xbc\x9a|</?[a-z:]+>)[ \t\"']{0,3}"
_VALUE: Final = rb"(?=[0-9A-Za-z\xe4-\xe9])"


def _labelled(words: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?i:" + words.encode() + rb")" + _SEPARATOR + _VALUE)


_HEAD: Final = re.compile("审计工作底稿|工作底稿".encode() + rb"|(?i:audit work(?:ing)? ?paper|lead schedule)")
_MARKS: Final = tuple(
    map(
        _labelled,
        (
            "(?:工作)?(?:底稿)?(?:索引号|索引编号|编号|索引)|"
            "w/?p ref[a-z.]*|(?:working paper )?(?:ref|index)(?: ?no\\.?)?",
            "被审计单位(?:名称)?|client(?: name)?|entity",
            "编制(?:人|者|人员)?|prepared by|preparer",
            "复核(?:人|者|人员)?|reviewed by|reviewer",
            "(?:所属)?会计期间|截止日(?:期)?|资产负债表日|period(?: end(?:ed)?)?|year end(?:ed)?|balance sheet date",
        ),
    )
)
_OWN: Final = re.compile("(?:索引号|索引编号|底稿编号|底稿索引|被审计单位)".encode() + rb"|(?i:w/?p ref|working paper)")
_SIGNED: Final = (2, 3)
_INDEX: Final = re.compile(
    rb"(?i:"
    + "(?:底稿|工作底稿)?(?:索引号|索引编号|底稿编号|编号)|w/?p ref[a-z.]*|index(?: no\\.?)?".encode()
    + rb")"
    + _SEPARATOR
    + rb"(?P<index>[A-Za-z]{1,6}[A-Za-z0-9]{0,6}(?:[\-/.][A-Za-z0-9]{1,8}){0,5})(?![A-Za-z0-9])"
)


def claim(sight: Sight) -> Iterator[Claim]:
    """Three labelled fields of a working paper, or its title and two; one names who made or reviewed it."""
    start = max(0, sight.hit - _REACH)
    window = sight.window
    marks = [bool(mark.search(window)) for mark in _MARKS]
    titled = _HEAD.search(window) is not None
    own = titled or _OWN.search(window) is not None
    if not (own and any(marks[place] for place in _SIGNED) and sum(marks) + titled >= len(_SIGNED) + 1):
        return
    indexes = [one for one in _INDEX.finditer(window, start) if any(map(str.isdigit, one["index"].decode()))]
    for index in indexes:
        value = index["index"].upper()
        yield Claim(*index.span("index"), value, value[:2].decode() + "***", 0.9)
    if not indexes:
        head = _OWN.search(window, start, sight.hit) or _HEAD.search(window, start, sight.hit)
        if head:
            yield Claim(*head.span(), head[0].lower(), head[0].decode("utf-8", "replace"), 0.8)


DETECTOR: Final = Detector(
    id="fin.working_paper",
    finds="audit working paper: title, index number, audited unit, preparer, reviewer, period",
    source="Auditing Standard for CPAs no. 1131; Confidentiality provisions for overseas listing (2023)",
    false_positives="empty templates have no values and are none; prose about working papers neither",
    confidence="0.9 with an index number, 0.8 without; three marks, one of them preparer or reviewer",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
