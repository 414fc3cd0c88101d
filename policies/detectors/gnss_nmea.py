"""Positions in sentences of NMEA 0183."""

import re
from collections.abc import Iterator
from functools import reduce
from operator import xor
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_SIEVE: Final = rb"\$(?:G[BLNPQA]|BD)(?:RMC|GGA),[0-9.]{6,10},[^*\r\n]{10,90}\*[0-9A-Fa-f]{2}[^0-9A-Za-z]"
_SENTENCE: Final = re.compile(
    rb"\$(?P<body>(?:G[BLNPQA]|BD)(?:RMC|GGA),[0-9.]{6,10},(?:[AV],)?(?P<place>[0-9]{4}\.[0-9]{2,7},[NS],[0-9]{5}\.[0-9]{2,7},[EW]),"
    rb"[^*\r\n]{4,60})\*(?P<sum>[0-9A-Fa-f]{2})"
)


def claim(sight: Sight) -> Iterator[Claim]:
    """A sentence with a position and a right checksum."""
    for match in sight.matches(_SENTENCE, 120):
        if reduce(xor, match["body"]) == int(match["sum"], 16):
            yield Claim(*match.span(), match["place"], "$" + match["body"][:5].decode() + ",***", 0.95)


DETECTOR: Final = Detector(
    id="gnss.nmea",
    finds="position in a sentence of NMEA 0183 (RMC, GGA)",
    source="NMEA 0183 (IEC 61162-1)",
    false_positives="positions of things that are nobody's",
    confidence="0.95 by form and checksum",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
