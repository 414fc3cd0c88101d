"""The number of a mobile subscriber."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import LEFT_SIEVE, RIGHT, RIGHT_SIEVE, covered

_REACH: Final = 18
_SIEVE: Final = rb"460(?:0[0-9]|1[1-5]|20)[0-9]{10}"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_WORDS: Final = terms("国际移动用户识别 用户识别码 移动用户识别码", "imsi imsi1 imsi2 imsi_1 imsi_2 subscriber_imsi")


def claim(sight: Sight) -> Iterator[Claim]:
    """460, an operator of the mainland and ten digits, where words say IMSI; there is no check digit."""
    for match in sight.alone(_PATTERN, _REACH):
        if labelled(sight, _WORDS, *match.span()):
            yield Claim(*match.span(), match[0], covered(match[0], 5, 2), 0.95)


DETECTOR: Final = Detector(
    id="device.imsi",
    finds="IMSI of a subscriber of the mainland, 15 digits from 460",
    source="ITU-T E.212; 3GPP TS 23.003 section 2",
    false_positives="no check digit: nothing is claimed without words that name it",
    confidence="0.95 by operator where words name it, else none",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=LEFT_SIEVE + _SIEVE + RIGHT_SIEVE,
    claim=claim,
)
