"""The number of a mobile device."""

import re
from collections.abc import Iterator
from typing import Final

from policies.checksums import luhn
from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import RIGHT, RIGHT_SIEVE, covered

_REACH: Final = 20
_SIEVE: Final = rb"(?:35|86)[0-9]{13}"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_WORDS: Final = terms(
    "串号 手机串号 设备识别码 移动设备识别码 国际移动设备", "imei imei1 imei2 imei_1 imei_2 device_imei meid_imei"
)
_SAME: Final = 2


def claim(sight: Sight) -> Iterator[Claim]:
    """Fifteen digits under a reporting body whose last agrees, where words say IMEI."""
    for match in sight.alone(_PATTERN, _REACH):
        number = match[0]
        if len(set(number)) > _SAME and luhn(number) and labelled(sight, _WORDS, *match.span()):
            yield Claim(*match.span(), number, covered(number, 2, 2), 0.95)


DETECTOR: Final = Detector(
    id="device.imei",
    finds="IMEI of a mobile device, 15 digits from 35 or 86",
    source="3GPP TS 23.003 section 6; GSMA TS.06 (reporting bodies)",
    false_positives="1 in 10 numbers of 15 digits has the check digit; none is claimed without words that name it",
    confidence="0.95 by reporting body and check digit where words name it, else none",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=rb"[^0-9A-Za-z]" + _SIEVE + RIGHT_SIEVE,
    claim=claim,
)
