"""How long the body of an HTTP/1.x message is (RFC 9112 6.3), where headers may lie."""

from typing import Final

from agent.contents import media
from agent.protocols.http1.head import Head

# How the end of a body is known. Plain numbers: these are compared for every message.
NONE: Final = 0
LENGTH: Final = 1
CHUNKED: Final = 2
CLOSE: Final = 3
TUNNEL: Final = 4
"""The rest of the direction is another protocol."""

_BODILESS: Final = frozenset((204, 304))


def request_framing(head: Head) -> int:
    """Framing of a request's body."""
    if head.method == b"CONNECT":
        return TUNNEL
    if head.is_chunked:
        return CHUNKED
    return LENGTH if head.length > 0 else NONE


def response_framing(head: Head, method: bytes) -> int:
    """Framing of a response's body; `method` is the request's, empty where it is not known."""
    if head.status == 101 or _opens_tunnel(head, method):
        return TUNNEL
    if head.status < 200 or head.status in _BODILESS or method == b"HEAD":
        return NONE
    if head.is_chunked:
        return CHUNKED
    if head.length < 0:
        return CLOSE
    return LENGTH if head.length else NONE


def codings(head: Head) -> tuple[str, ...]:
    """Content and transfer codings in the order applied, "chunked" left out."""
    fields = head.fields
    return media.codings(fields.get(b"content-encoding", b""), fields.get(b"transfer-encoding", b""))


def chunk_size(digits: bytes) -> int:
    """A chunk size, -1 for what is none (RFC 9112 7.1)."""
    try:
        return int(digits, 16) if len(digits) <= 15 and digits.isalnum() else -1
    except ValueError:
        return -1


def _opens_tunnel(head: Head, method: bytes) -> bool:
    # Where the request was not seen, proxies still say "Connection established".
    answers_connect = method == b"CONNECT" or (not method and b"established" in head.reason.lower())
    return answers_connect and 200 <= head.status < 300
