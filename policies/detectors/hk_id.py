"""The identity card number of Hong Kong."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import LEFT_SIEVE, RIGHT, RIGHT_SIEVE, covered

_REACH: Final = 16
_OPEN: Final = rb"(?:\(|\xef\xbc\x88|\xa3\xa8)"
_CLOSE: Final = rb"(?:\)|\xef\xbc\x89|\xa3\xa9)"
_BODY: Final = rb"[A-Z]{1,2}[0-9]{6}"
_SIEVE: Final = _BODY + rb"(?:" + _OPEN + rb"[0-9A]" + _CLOSE + rb"|[0-9A])"
_PATTERN: Final = re.compile(
    rb"(?P<body>"
    + _BODY
    + rb")(?:(?P<bracket>"
    + _OPEN
    + rb")(?P<inner>[0-9A])"
    + _CLOSE
    + rb"|(?P<check>[0-9A]))"
    + RIGHT
)
_WORDS: Final = terms(
    "香港身份证 香港身份證 香港居民身份证 香港永久性居民 香港永久居民身份证 港澳身份证 香港智能身份证",
    "hkid hk_id hkid_card hong_kong_id hongkong_id hong_kong_identity hk_identity hkic xgsfz xgsfzh",
)
_ID_WORDS: Final = terms(
    "身份证 身份證 身分證 证件号码 證件號碼",
    "id_card identity_card identity_document identity_no identity_number national_id id_no id_number sfzh cert_no",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """One or two letters, six digits and the check character, in brackets or not, where words name the card."""
    for match in sight.alone(_PATTERN, _REACH):
        body, check = match["body"], match["inner"] or match["check"]
        if check[0] != hong_kong_check(body):
            continue
        confidence = _confidence(sight, match)
        if confidence:
            normal = body + check
            yield Claim(*match.span(), normal, covered(normal, 1, 2), confidence)


def hong_kong_check(body: bytes) -> int:
    """The check character (ASCII) for one or two letters and six digits: weights 9 to 2, a blank counts 36, mod 11."""
    letters, digits = body[:-6], body[-6:]
    values = [36] * (2 - len(letters)) + [letter - 55 for letter in letters] + [digit - 48 for digit in digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return b"0123456789A"[-total % 11]


def _confidence(sight: Sight, match: re.Match[bytes]) -> float:
    if labelled(sight, _WORDS, *match.span()):
        return 0.97
    if match["bracket"] is None:
        return 0.0
    return 0.9 if labelled(sight, _ID_WORDS, *match.span()) else 0.0


DETECTOR: Final = Detector(
    id="hk.id",
    finds="identity card of Hong Kong: one or two letters, six digits, check character",
    source="Immigration Department of Hong Kong; check character modulo 11",
    false_positives="1 in 11 tokens of that shape has the check character; none is claimed without words that name it",
    confidence="0.97 where words name it; 0.9 in brackets where they say identity card; else none",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=LEFT_SIEVE + _SIEVE + RIGHT_SIEVE,
    claim=claim,
)
