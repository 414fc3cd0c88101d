"""How SIP messages begin (RFC 3261 7.1, 7.2)."""

from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(range(ord("A"), ord("Z") + 1))
START: Final = (
    rb"(?:[A-Z]{3,20} (?:sips?|tel|im|pres|urn):[^\s]{1,512} SIP/2\.0\r?\n|SIP/2\.0 [1-6]\d\d [^\r\n]{0,200}\r?\n)"
)
LINE_BYTES: Final = 560
"""Longest first line that is recognised."""

_WHOLE: Final = expression(START)
_BEGUN: Final = expression(
    rb"(?:[A-Z]{1,20}|[A-Z]{3,20} (?:[a-z]{0,4}|(?:sips?|tel|im|pres|urn):[^\s]{0,512}(?: |(?: S| SI| SIP[^\n]{0,6}))?)"
    rb"|SIP/[^\n]{0,220})\Z"
)


def recognise(head: bytes) -> bool | None:
    """Whether a stream begins with a message; None while it may."""
    head = head[:LINE_BYTES]
    if _WHOLE.match(head):
        return True
    return None if len(head) < LINE_BYTES and _BEGUN.match(head) else False


def recognise_datagram(head: bytes) -> bool:
    """Whether a datagram is a message."""
    return _WHOLE.match(head) is not None
