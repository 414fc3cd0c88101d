"""The residence permit for people of Hong Kong, Macao and Taiwan, numbered like an identity card."""

import re
from collections.abc import Iterator
from typing import Final

from policies.checksums import resident_check
from policies.dates import is_birth_date
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import CHECK_X, MONTH_DAY, RIGHT, SEPARATOR, compact, covered

_REACH: Final = 28
_SIEVE: Final = (
    rb"8[123]0000" + SEPARATOR + rb"(?:19|20)[0-9]{2}" + SEPARATOR + MONTH_DAY + SEPARATOR + rb"[0-9]{3}" + CHECK_X
)
_PATTERN: Final = re.compile(_SIEVE + RIGHT)


def claim(sight: Sight) -> Iterator[Claim]:
    """Numbers under 810000, 820000 and 830000 with a day of birth and the check character."""
    for match in sight.alone(_PATTERN, _REACH):
        digits = compact(match[0])
        normal = digits[:17] + (digits[17:] if digits[17:].isdigit() else b"X")
        if normal[17] == resident_check(normal[:17]) and is_birth_date(normal[6:14], sight.until):
            yield Claim(*match.span(), normal, covered(normal, 2, 1), 0.97)


DETECTOR: Final = Detector(
    id="cn.residence_permit",
    finds="18-digit residence permit of a resident from Hong Kong (81), Macao (82) or Taiwan (83)",
    source="Measures for residence permits of Hong Kong, Macao and Taiwan residents (2018); GB 11643",
    false_positives="very low: six fixed digits, a date and a check character",
    confidence="0.97 by prefix, date and check character",
    context=Context.NONE,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((0, 4, 8, 12, 18)),
)
