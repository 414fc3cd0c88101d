"""The head of a SIP message: what addresses it, and what it says (RFC 3261 7.3, 20)."""

from dataclasses import dataclass
from typing import Final

from policies.expression import expression

_FOLD: Final = expression(rb"\r?\n[ \t]+")
_LINE: Final = expression(rb"\r?\n")
_DIGITS: Final = expression(rb"\d{1,9}")
_ADDRESSING: Final = frozenset(
    (
        *(b"via", b"v", b"from", b"f", b"to", b"t", b"contact", b"m", b"call-id", b"i", b"cseq", b"max-forwards"),
        *(b"route", b"record-route", b"path", b"service-route", b"authorization", b"proxy-authorization"),
        *(b"www-authenticate", b"proxy-authenticate", b"p-asserted-identity", b"p-preferred-identity"),
        *(b"remote-party-id", b"diversion", b"history-info", b"refer-to", b"r", b"referred-by", b"b", b"reply-to"),
        *(b"p-associated-uri", b"p-called-party-id", b"content-length", b"l", b"content-type", b"c"),
        *(b"content-encoding", b"e"),
    )
)
"""Fields that say who calls whom and how, which is no content; each may have a short name."""
_LENGTH: Final = (b"content-length", b"l")
_TYPE: Final = (b"content-type", b"c")
_ENCODING: Final = (b"content-encoding", b"e")


@dataclass(slots=True)
class Head:
    """What the first lines of a message are."""

    addressing: bytes
    content: bytes  # the other fields, a line each
    type: str
    codings: tuple[str, ...]
    length: int  # of the body; -1 where it is not said


def read(data: bytes) -> Head:
    """Read a head, from its first line to the empty one behind it."""
    first, *lines = _LINE.split(_FOLD.sub(b" ", data).strip(b"\r\n"))
    addressing: list[bytes] = [first]
    content: list[bytes] = []
    head = Head(b"", b"", "", (), -1)
    for line in lines:
        name, _, value = line.partition(b":")
        name, value = name.strip().lower(), value.strip()
        (addressing if name in _ADDRESSING else content).append(line)
        if name in _LENGTH and _DIGITS.fullmatch(value):
            head.length = int(value)
        elif name in _TYPE:
            head.type = value.decode("latin-1")
        elif name in _ENCODING:
            head.codings = tuple(coding.strip().lower() for coding in value.decode("latin-1").split(","))
    head.addressing = b"\n".join((*addressing, b""))
    head.content = b"\n".join((*content, b"")) if content else b""
    return head
