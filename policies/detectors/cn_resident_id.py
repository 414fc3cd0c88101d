"""The 18-digit resident identity number of the mainland."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from policies.checksums import resident_check
from policies.context import terms
from policies.dates import is_birth_date
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import CHECK_X, MONTH_DAY, PROVINCE, RIGHT, SEPARATOR, compact, covered

_REACH: Final = 28
_BODY: Final = (
    rb"[0-9]{4}" + SEPARATOR + rb"(?:19|20)[0-9]{2}" + SEPARATOR + MONTH_DAY + SEPARATOR + rb"[0-9]{3}" + CHECK_X
)
_SIEVE: Final = PROVINCE + _BODY
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_WORDS: Final = terms(
    "身份证 身分证 公民身份 证件号 证件 居民证 驾驶证 社保号",
    "id_card identity identity_card citizen_id national_id resident_id cert cert_no idno id_no id_number id "
    "sfz sfzh sfzhm zjh zjhm cardid cert_id credential license driver_license",
)


def resident_number(value: bytes, until: date) -> bytes | None:
    """The normal form (18 characters, X as capital) of a value whose date and check character hold, else None."""
    normal = compact(value)
    normal = normal[:17] + (normal[17:18] if len(normal) == 18 and normal[17:] != b"x" else b"X")
    if normal[17] != resident_check(normal[:17]) or not is_birth_date(normal[6:14], until):
        return None
    return normal


def claim(sight: Sight) -> Iterator[Claim]:
    """Numbers with a province, a day of birth and the check character (GB 11643)."""
    for match in sight.alone(_PATTERN, _REACH):
        normal = resident_number(match[0], sight.until)
        if normal is not None:
            confidence = 0.99 if sight.near(_WORDS, match.start()) else 0.95
            yield Claim(*match.span(), normal, covered(normal, 2, 1), confidence)


DETECTOR: Final = Detector(
    id="cn.resident_id",
    finds="18-digit resident identity number",
    source="GB 11643; ISO 7064 MOD 11-2",
    false_positives="3 in 100,000 random 18-digit numbers; of order numbers that begin with a date none",
    confidence="0.95 by province, date and check character; 0.99 with words near",
    context=Context.RAISES,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((0, 4, 8, 12, 18)),
)
