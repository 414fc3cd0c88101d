"""Markings of state secrets on documents."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_REACH: Final = 90
_AHEAD: Final = 80
_LEVEL: Final = "(?:绝密|机密|秘密)".encode()
_STAR: Final = "★".encode()
_SPACE: Final = rb"(?: |\xe3\x80\x80){0,2}"
_TERM: Final = rb"(?:[0-9]{1,2}" + _SPACE + "(?:年|个月)".encode() + rb"|" + "长期)".encode()
_SIEVE: Final = _LEVEL + _SPACE + _STAR + rb"[^\xff]"
_END: Final = rb"(?=[\s\"'<,;\\|]|\xe3\x80\x80|\Z)"
_PATTERN: Final = re.compile(_LEVEL + _SPACE + _STAR + _SPACE + rb"(?:" + _TERM + rb")" + _END)
_BARE: Final = re.compile(_LEVEL + _SPACE + _STAR + rb"(?=[ \t\r]*(?:\n|\Z|<))")
_HEAD: Final = re.compile(
    rb"(?:\A|[\n\r\t>|,]|\\n|[\"'] ?: ?[\"']|"
    + "密级".encode()
    + rb"[\"']? ?(?::|=|\xef\xbc\x9a) ?[\"']?)(?: |\xe3\x80\x80|\xef\xbb\xbf)*\Z"
)


def claim(sight: Sight) -> Iterator[Claim]:
    """Level, star and term where a marking stands: alone on its line, in its field or cell; not in a sentence."""
    for pattern, confidence in ((_PATTERN, 0.95), (_BARE, 0.7)):
        for match in sight.matches(pattern, _REACH, _AHEAD):
            if _HEAD.search(sight.window, max(0, match.start() - 40), match.start()):
                normal = match[0].replace(b" ", b"").replace(b"\xe3\x80\x80", b"")
                yield Claim(*match.span(), normal, normal.decode("utf-8", "replace")[:3] + "***", confidence)


DETECTOR: Final = Detector(
    id="cn.secrecy_marking",
    finds="marking of a state secret: 绝密, 机密 or 秘密, a star, the term",
    source="State Secrets Law regulation 2024 art. 21; GB/T 9704-2012 7.2.2",
    false_positives="specimens on a line of their own; in sentences and on examination papers (★启用前) it is none",
    confidence="0.95 with term, 0.7 without, both only at the beginning of a line or field",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
