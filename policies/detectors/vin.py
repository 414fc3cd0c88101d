"""Vehicle identification numbers."""

import re
from collections.abc import Iterator
from typing import Final

from policies.checksums import vin_check
from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import RIGHT, covered

_REACH: Final = 18
_CHECKED_REGIONS: Final = b"L12345"
_SIEVE: Final = (
    rb"(?:[A-HJ-NPR-Z][A-HJ-NPR-Z0-9]|[1-9][A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{6}[A-HJ-NPR-Z0-9][A-HJ-NPR-Z0-9]{4}[0-9]{4}"
)
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_WORDS: Final = terms(
    "车架 车辆识别 底盘号 大架号 车辆代码",
    "vin vehicle_identification vehicle vehicle_id frame frame_no chassis chassis_no car cjh cjhm clsbdh clsbm",
)


def claim(sight: Sight) -> Iterator[Claim]:
    """Numbers whose 9th character agrees; without that, where no check digit is required, by words near."""
    for match in sight.alone(_PATTERN, _REACH):
        vin = match[0]
        confidence = _confidence(sight, match)
        if confidence:
            yield Claim(*match.span(), vin, covered(vin, 3, 2), confidence)


def _confidence(sight: Sight, match: re.Match[bytes]) -> float:
    vin = match[0]
    near = sight.near(_WORDS, match.start())
    if vin[8] == vin_check(vin):
        return 0.97 if near else 0.6 if sight.contrary(match.start()) else 0.85
    return 0.6 if near and vin[0] not in _CHECKED_REGIONS else 0.0


DETECTOR: Final = Detector(
    id="vin",
    finds="vehicle identification number, 17 capitals and digits",
    source="GB 16735; ISO 3779; 49 CFR 565.15 (check digit)",
    false_positives="1 in 11 random tokens of that shape; mixed-case tokens never",
    confidence="0.85 by check digit; 0.97 with words near; 0.6 right behind order, ref …, or (Europe) by words alone",
    context=Context.RAISES,
    family=Family.BOUNDED,
    sieve=_SIEVE,
    claim=claim,
    runs=frozenset(range(4, 16)),
)
