"""The identity number of Taiwan, and the resident certificates numbered like it."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import RIGHT, covered

_REACH: Final = 12
_SIEVE: Final = rb"[A-Z][1289A-D][0-9]{8}"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_LETTERS: Final = b"ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""In the order of their numbers, from 10."""
_WEIGHTS: Final = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_WORDS: Final = terms(
    "台湾身份证 台灣身分證 臺灣身分證 台湾居民身份证 国民身份证 国民身分证 國民身分證 身分證 身分证 身份证 身份證 "
    "统一证号 統一證號 居留证 居留證",
    "taiwan_id tw_id twid roc_id taiwan_national_id national_id id_card identity_card arc_no ui_no twsfz twsfzh",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """A letter, 1, 2, 8, 9 or a letter from A to D, eight digits of which the last agrees, where words name it."""
    for match in sight.alone(_PATTERN, _REACH):
        if is_taiwan_number(match[0]) and labelled(sight, _WORDS, *match.span()):
            yield Claim(*match.span(), match[0], covered(match[0], 1, 2), 0.9)


def is_taiwan_number(value: bytes) -> bool:
    """Whether the sum of the digits, the first letter as two of them, is a multiple of ten under the weights."""
    first = _LETTERS.index(value[0]) + 10
    second = value[1] - 48 if value[1:2].isdigit() else _LETTERS.index(value[1]) % 10
    digits = (first // 10, first % 10, second, *(digit - 48 for digit in value[2:]))
    return sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 10 == 0


DETECTOR: Final = Detector(
    id="tw.id",
    finds="identity number of Taiwan, or of its old and new resident certificates",
    source="Household Registration Act of Taiwan (national identity number); National Immigration Agency (2021 form)",
    false_positives="1 in 10 tokens of that shape has the check digit; none is claimed without words that name it",
    confidence="0.9 by check digit where words name it, else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((8, 9)),
)
