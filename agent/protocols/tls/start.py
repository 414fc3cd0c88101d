"""How TLS is recognised: by the headers of its records."""

from typing import Final

from agent.protocols.tls.hello import HEADER_BYTES, number
from agent.protocols.tls.records import HANDSHAKE, RECORD_BYTES, RECORD_TYPES, is_header

FIRST: Final = RECORD_TYPES
LONGEST: Final = RECORD_BYTES + 2 * HEADER_BYTES
"""Bytes that are needed at most to recognise it."""

# hello, certificate, key exchange, finished … (RFC 8446 4, RFC 5246 7.4)
_HANDSHAKES: Final = frozenset((0, 1, 2, 4, 8, 11, 12, 13, 14, 15, 16, 20))


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin with TLS records: a handshake, or in the middle of a connection two records in a row."""
    first = is_header(head)
    if not first or len(head) == HEADER_BYTES:
        return None if first is not False else False
    if head[0] == HANDSHAKE:
        return head[HEADER_BYTES] in _HANDSHAKES
    second = head[HEADER_BYTES + number(head, 3, 2) :]
    return is_header(second[:HEADER_BYTES])
