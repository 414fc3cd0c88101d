"""Taxpayer numbers of 15, 17 and 20 characters; that of 18 is the unified social credit code."""

import re
from collections.abc import Iterator
from typing import Final

from policies.checksums import organisation_check, resident_check
from policies.context import terms
from policies.dates import is_birth_date
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import LABEL_JOINT, PROVINCE, RIGHT, RIGHT_SIEVE, covered, spelled

_REACH: Final = 22
_FORM: Final = PROVINCE + rb"[0-9]{4}(?:[0-9A-Z]{8}[0-9X]|[0-9]{11}|[0-9]{11}[0-9X][0-9]{2})"
_PATTERN: Final = re.compile(_FORM + RIGHT)
_WORDS: Final = terms(
    "纳税人识别号 纳税识别号 纳税人税号 税务登记号 税务登记证 税号", "tax_no tax_id taxpayer taxpayer_id tin nsrsbh"
)
_LABELS: Final = (
    spelled("识别号 税号 登记号 登记证号 登记证") + rb"|(?i:tax[_ -]?(?:no|id|payer[_ -]?(?:id|no))|nsrsbh)"
)
_OF_FIRM: Final = 15
_RESIDENT: Final = 18


def claim(sight: Sight) -> Iterator[Claim]:
    """A region and an organisation code, or a resident number and two digits, where words name the number."""
    for match in sight.alone(_PATTERN, _REACH):
        if _is_tax_number(sight, match[0]) and labelled(sight, _WORDS, *match.span()):
            yield Claim(*match.span(), match[0], covered(match[0], 4, 2), 0.9)


def _is_tax_number(sight: Sight, number: bytes) -> bool:
    if len(number) == _OF_FIRM:
        return number[14] == organisation_check(number[6:14]) or is_birth_date(b"19" + number[6:12], sight.until)
    if len(number) > _RESIDENT:
        return number[17] == resident_check(number[:17]) and is_birth_date(number[6:14], sight.until)
    return is_birth_date(b"19" + number[6:12], sight.until)


DETECTOR: Final = Detector(
    id="cn.tax_no",
    finds="taxpayer number of 15, 17 or 20 characters (that of 18 is `cn.uscc`)",
    source="State Taxation Administration, codes of taxpayers (2003); GB 11714; GB 11643",
    false_positives="very low: an inner check digit or day of birth, and words that name it right before",
    confidence="0.9 by its inner code where words name it, else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=PROVINCE + rb"[0-9]{15}(?:[0-9X][0-9]{2})?",
    claim=claim,
    also=rb"(?:" + _LABELS + rb")" + LABEL_JOINT + _FORM + RIGHT_SIEVE,
)
