"""The permanent residence card of foreigners in its form of 2023."""

import re
from collections.abc import Iterator
from typing import Final

from policies.checksums import resident_check
from policies.context import terms
from policies.dates import is_birth_date
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import MONTH_DAY, PROVINCE, RIGHT, RIGHT_SIEVE, covered

_REACH: Final = 20
_NEW: Final = rb"9" + PROVINCE + rb"[0-8][0-9]{2}(?:19|20)[0-9]{2}" + MONTH_DAY + rb"[0-9]{4}"
_PATTERN: Final = re.compile(_NEW + RIGHT)
_NO_COUNTRY: Final = b"000"
_WORDS: Final = terms(
    "外国人永久居留身份证 永久居留身份证 永久居留证 永久居留 永居证 永居身份证 外国人居留证 外国人身份证",
    "permanent_residence permanent_resident foreigner_permanent_residence prc_green_card foreigner_id foreign_pr "
    "pr_card frp_card yjjl yjjlz yjjlzh wgrjlz wgrjlzh",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """9, province, country, day of birth, check digit, where words name the card."""
    for match in sight.alone(_PATTERN, _REACH):
        value = match[0]
        confidence = _confidence(sight, match)
        if confidence:
            yield Claim(*match.span(), value, covered(value, 3, 1), confidence)


def _confidence(sight: Sight, match: re.Match[bytes]) -> float:
    value = match[0]
    if value[17] != resident_check(value[:17]) or value[3:6] == _NO_COUNTRY:
        return 0.0
    if not is_birth_date(value[6:14], sight.until):
        return 0.0
    return 0.97 if labelled(sight, _WORDS, *match.span()) else 0.0


DETECTOR: Final = Detector(
    id="cn.foreigner_pr",
    finds="permanent residence card of a foreigner, form of 2023: 18 digits from 9",
    source="National Immigration Administration (card of 2023); GB 11643 (check digit); GB/T 2659 (countries)",
    false_positives="very low: a check digit and a day of birth; none is claimed without words that name the card",
    confidence="0.97 where words name it, else none",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=rb"[^0-9A-Za-z]9[1-8][0-9]{16}" + RIGHT_SIEVE,
    claim=claim,
)
