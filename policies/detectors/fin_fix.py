"""Orders and executions in FIX and STEP."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_AHEAD: Final = 160
_SIEVE: Final = (
    rb"8=(?:FIXT?\.[145]\.[0-4]|STEP\.[0-9]\.[0-9](?:\.[0-9])?)[\x01|]"
    rb"9=[0-9]{1,5}[\x01|]35=(?:D|F|G|E|8|AE|AB|AC)[\x01|]"
)
_MESSAGE: Final = re.compile(
    rb"8=(?:FIXT?\.[145]\.[0-4]|STEP\.[0-9]\.[0-9](?:\.[0-9])?)(?P<joint>[\x01|])9=(?P<length>[0-9]{1,5})(?P=joint)(?P<body>35=(?:D|F|G|E|8|AE|AB|AC)(?P=joint)"
    rb"(?:[0-9]{1,5}=[^\x01|\r\n]{1,80}(?P=joint)){2,30})"
)
_PARTIES: Final = (re.compile(rb"[\x01|]49=[^\x01|]"), re.compile(rb"[\x01|]56=[^\x01|]"))
_CHECKSUM: Final = re.compile(rb"10=(?P<sum>[0-9]{3})[\x01|]")


def claim(sight: Sight) -> Iterator[Claim]:
    """Begin string, length and type of an order, sender and target; a length and checksum in sight must be right."""
    for match in sight.matches(_MESSAGE, 48, _AHEAD):
        if all(party.search(match["body"]) for party in _PARTIES):
            confidence = _confidence(sight.window, match)
            if confidence:
                yield Claim(
                    *match.span(),
                    match[0].replace(b"|", b"\1"),
                    "8=FIX ***" if b"FIX" in match[0] else "8=STEP ***",
                    confidence,
                )


def _confidence(window: bytes, match: re.Match[bytes]) -> float:
    end = match.start("body") + int(match["length"])
    checksum = _CHECKSUM.match(window, end)
    if checksum is None:
        return 0.8 if end + len(b"10=000|") > len(window) else 0.0
    total = sum(window[match.start() : end].replace(b"|", b"\1")) % 256
    return 0.97 if total == int(checksum["sum"]) else 0.0


DETECTOR: Final = Detector(
    id="fin.fix",
    finds="FIX or STEP message of an order, its change or execution",
    source="FIX 4.2 to 5.0 (BeginString, BodyLength, CheckSum, MsgType); JR/T 0022 (STEP)",
    false_positives="orders of test systems",
    confidence="0.97 with length and checksum in sight, 0.8 where the message is longer than what is seen",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
