"""The number of a SIM card."""

import re
from collections.abc import Iterator
from typing import Final

from policies.checksums import luhn
from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import RIGHT, RIGHT_SIEVE, covered

_REACH: Final = 24
_SIEVE: Final = rb"8986[0-9]{15,16}"
_PATTERN: Final = re.compile(_SIEVE + RIGHT)
_WORDS: Final = terms(
    "集成电路卡识别码 物联网卡 物联卡 流量卡号", "iccid iccid1 iccid2 sim_card sim_card_no sim_no sim_serial sim_id"
)


def claim(sight: Sight) -> Iterator[Claim]:
    """8986 and 15 or 16 digits of which the last agrees, where words name the card."""
    for match in sight.alone(_PATTERN, _REACH):
        if luhn(match[0]) and labelled(sight, _WORDS, *match.span()):
            yield Claim(*match.span(), match[0], covered(match[0], 6, 2), 0.95)


DETECTOR: Final = Detector(
    id="device.iccid",
    finds="ICCID of a SIM card of the mainland, 19 or 20 digits from 8986",
    source="ITU-T E.118; ISO/IEC 7812-1 (Luhn)",
    false_positives="low: four fixed digits and a check digit; none is claimed without words that name it",
    confidence="0.95 by prefix and check digit where words name it, else none",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=rb"[^0-9A-Za-z]" + _SIEVE + RIGHT_SIEVE,
    claim=claim,
)
