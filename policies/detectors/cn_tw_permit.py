"""Permits between the mainland and Taiwan, in both directions."""

import re
from collections.abc import Iterator
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.labels import labelled
from policies.shapes import LABEL_JOINT, RIGHT, RIGHT_SIEVE, covered, spelled

_REACH: Final = 12
_OUT: Final = rb"[LTlt][0-9]{8}"
_PATTERN: Final = re.compile(rb"(?:" + _OUT + rb"|[0-9]{8}(?:[0-9]{2})?)" + RIGHT)
_OUTWARD: Final = terms(
    "往来台湾通行证 大陆居民往来台湾 台湾通行证 大通证",
    "tw_permit taiwan_permit taiwan_travel_permit dtz dtzh twtxz twtxzh",
)
_INWARD: Final = terms(
    "台胞证 臺胞證 台胞證 台湾居民来往大陆通行证 来往大陆通行证 來往大陸通行證",
    "mtp taiwan_compatriot_permit taiwan_compatriot tbz tbzh tbzhm taibaozheng tw_compatriot_permit",
)
_LABELS: Final = spelled("台胞证 来往大陆通行证") + rb"|(?i:taiwan[_ -]?compatriot(?:[_ -]?permit)?|tbzhm?|taibaozheng)"


def claim(sight: Sight) -> Iterator[Claim]:
    """L or T and eight digits (to Taiwan), eight or ten digits (from Taiwan), where words name the permit."""
    for match in sight.alone(_PATTERN, _REACH):
        normal = match[0].upper()
        if labelled(sight, _INWARD if normal.isdigit() else _OUTWARD, *match.span()):
            yield Claim(*match.span(), normal, covered(normal, 1, 2), 0.9)


DETECTOR: Final = Detector(
    id="cn.tw_permit",
    finds="permit to Taiwan (L or T and 8 digits) or of Taiwan compatriots (8 or 10 digits)",
    source="National Immigration Administration; Measures for citizens' travel between Taiwan and the mainland",
    false_positives="no check digit: nothing is claimed without words right before that name the permit",
    confidence="0.9 where words name it, else none",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=rb"[^0-9A-Za-z]" + _OUT + RIGHT_SIEVE,
    claim=claim,
    also=rb"(?:"
    + _LABELS
    + rb")(?:"
    + spelled("号码 号")
    + rb"|(?i:[_ ]?no))?"
    + LABEL_JOINT
    + rb"[0-9]{8}(?:[0-9]{2})?"
    + RIGHT_SIEVE,
)
