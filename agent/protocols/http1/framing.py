"""How long the body of an HTTP/1.x message is (RFC 9112 6.3), where headers may lie."""

from typing import Final

from agent.protocols.http1.head import Head

# How the end of a body is known. Plain numbers: these are compared for every message.
NONE: Final = 0
LENGTH: Final = 1
CHUNKED: Final = 2
CLOSE: Final = 3
TUNNEL: Final = 4
"""The rest of the direction is another protocol."""

MOST_BYTES: Final = 1 << 62
_BODILESS: Final = frozenset((204, 304))


def body_length(head: Head) -> int:
    """Content-Length, the first of several; -1 where absent or no number."""
    value = head.fields.get(b"content-length")
    if value is None:
        return -1
    first = value.partition(b",")[0].strip()
    return min(int(first), MOST_BYTES) if first.isdigit() and len(first) < 20 else -1


def request_framing(head: Head) -> int:
    """Framing of a request's body."""
    if head.method == b"CONNECT":
        return TUNNEL
    if _is_chunked(head):
        return CHUNKED
    return LENGTH if body_length(head) > 0 else NONE


def response_framing(head: Head, method: bytes) -> int:
    """Framing of a response's body; `method` is the request's, empty where it is not known."""
    if head.status == 101 or _opens_tunnel(head, method):
        return TUNNEL
    if head.status < 200 or head.status in _BODILESS or method == b"HEAD":
        return NONE
    if _is_chunked(head):
        return CHUNKED
    length = body_length(head)
    if length < 0:
        return CLOSE
    return LENGTH if length else NONE


def codings(head: Head) -> tuple[str, ...]:
    """Content and transfer codings in the order applied, "chunked" left out."""
    found = []
    for name in (b"content-encoding", b"transfer-encoding"):
        value = head.fields.get(name)
        if value:
            found += [coding.strip() for coding in value.decode("latin-1").lower().split(",")]
    return tuple(coding for coding in found if coding != "chunked")


def _is_chunked(head: Head) -> bool:
    return b"chunked" in head.fields.get(b"transfer-encoding", b"").lower()


def _opens_tunnel(head: Head, method: bytes) -> bool:
    # Where the request was not seen, proxies still say "Connection established".
    answers_connect = method == b"CONNECT" or (not method and b"established" in head.reason.lower())
    return answers_connect and 200 <= head.status < 300
