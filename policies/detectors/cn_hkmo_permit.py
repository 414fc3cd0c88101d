"""Permits between the mainland and Hong Kong or Macao, in both directions."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import RIGHT, covered

_REACH: Final = 12
_SIEVE: Final = rb"(?:[HMhm][0-9]{8}(?:[0-9]{2})?|[CWcw](?:[0-9]{8}|[A-HJ-NP-Za-hj-np-z][0-9]{7}))"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_HOME: Final = terms(
    "回乡证 回鄉證 回乡卡 回鄉卡 来往内地通行证 來往內地通行證 内地通行证 港澳居民通行证",
    "home_return_permit home_return mainland_travel_permit hkmo_permit hk_macao_permit hk_macau_permit hkm_permit "
    "hvp home_visit_permit hometown_permit huixiangzheng hxz hxzh hxzhm reentry_permit",
)
_VISIT: Final = terms(
    "往来港澳通行证 港澳通行证 往來港澳通行證 港澳通行證",
    "hkmo_permit hk_macao_permit hk_macau_permit exit_entry_permit gatxz gatxzh gangaotongxingzheng",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """H or M and 8 or 10 digits (into the mainland), C or W and 8 (out of it), where words name the permit."""
    for match in sight.alone(_PATTERN, _REACH):
        normal = match[0].upper()
        inward = normal[:1] in b"HM"
        words = (_HOME, _VISIT) if inward else (_VISIT,)
        if any(labelled(sight, one, *match.span()) for one in words):
            yield Claim(*match.span(), normal, covered(normal, 1, 2), 0.9)


DETECTOR: Final = Detector(
    id="cn.hkmo_permit",
    finds="home-return permit (H or M and 8 or 10 digits) or permit to Hong Kong and Macao (C or W and 8)",
    source="National Immigration Administration; Measures for Chinese citizens' travel to Hong Kong and Macao",
    false_positives="no check digit: nothing is claimed without words that name the permit",
    confidence="0.9 where words name it, else none",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset((7, 8, 10)),
)
