"""The 15-digit resident identity number issued before 1999."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.dates import is_birth_date
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import MONTH_DAY, PROVINCE, RIGHT, covered

_REACH: Final = 16
_SIEVE: Final = PROVINCE + rb"[0-9]{6}" + MONTH_DAY + rb"[0-9]{3}"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_WORDS: Final = terms(
    "身份证 身分证 公民身份 证件号 证件 旧证",
    "id_card identity identity_card citizen_id national_id resident_id cert cert_no idno id_no id_number "
    "sfz sfzh sfzhm zjh zjhm",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """Numbers with a province and a day of the 1900s, where words near say what they are; there is no check digit."""
    for match in sight.alone(_PATTERN, _REACH):
        digits = match[0]
        if is_birth_date(b"19" + digits[6:12], sight.until) and sight.called(_WORDS, *match.span()):
            yield Claim(*match.span(), digits, covered(digits, 2, 1), 0.7)


DETECTOR: Final = Detector(
    id="cn.resident_id15",
    finds="15-digit resident identity number (before 1999)",
    source="GB 11643-1989",
    false_positives="without words near, about 1 in 100 random 15-digit numbers would pass; hence they are required",
    confidence="0.7 with words near, else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((15,)),
)
