"""How syslog messages begin: a priority, and a version or a date (RFC 5424 6, RFC 3164 4.1)."""

from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(b"<123456789")
MESSAGE: Final = (
    rb"<(?:\d|[1-9]\d|1[0-8]\d|19[01])>(?:1 (?:-|\d{4}-\d\d-\d\dT)"
    rb"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d )"
)
MESSAGE_BYTES: Final = 18
"""What MESSAGE matches at most."""

_STREAM: Final = expression(rb"(?:[1-9]\d{0,6} )?" + MESSAGE)
_DATAGRAM: Final = expression(
    rb"<(?:\d|[1-9]\d|1[0-8]\d|19[01])>(?:1 |[A-Z][a-z]{2} [ \d]\d |\d{4}[- ]|[A-Za-z][\w./-]*(?:\[\d+\])?:| ?\d+: )"
)
_BEGUN: Final = expression(
    rb"(?:[1-9]\d{0,6}(?: |\Z))?(?:<(?:\d{1,3}(?:>(?:1(?: [\d-]{0,10})?|[JFMASOND][a-z]{0,2}(?: [ \d]{0,2})?)?)?)?)?\Z"
)


def recognise(head: bytes) -> bool | None:
    """Whether a stream begins with a message, behind its size or not; None while it may."""
    if _STREAM.match(head):
        return True
    return None if _BEGUN.match(head) else False


def recognise_datagram(head: bytes) -> bool:
    """Whether a datagram is a message; a date or the name of a program is enough."""
    return _DATAGRAM.match(head) is not None
