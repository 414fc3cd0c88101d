"""ONC RPC (RFC 5531): the header of a message, and how NFS is told by it."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from agent.protocols.nfs.xdr import Cursor

PROGRAM: Final = 100003
"""NFS."""
FIRST: Final = frozenset((0x80,))
"""First byte of a stream: a record of one fragment, below 16 MB."""
FRAME_BYTES: Final = 4
LONGEST_RECORD: Final = 8 << 20
RECORD_BYTES: Final = FRAME_BYTES + 12
"""What of a record tells that it is one, where records are known to follow."""
CALL_BYTES: Final = 24
"""What of a call tells it: xid, type, RPC version, program, version, procedure."""

_CALL: Final = 0
_REPLY: Final = 1
_RPC_VERSION: Final = 2
_VERSIONS: Final = range(2, 5)
_PROCEDURES: Final = range(22)
_CREDENTIALS: Final = range(401)  # bytes (RFC 5531 8.2)
_FLAVORS: Final = range(8)
_STATUSES: Final = range(6)
_GSS: Final = 6  # RPCSEC_GSS (RFC 2203)
_INTEGRITY: Final = 2
_PRIVACY: Final = 3
_KINDS: Final = (bytes(4), b"\0\0\0\1")
_CALL_MARK: Final = bytes(4) + _RPC_VERSION.to_bytes(4, "big") + PROGRAM.to_bytes(4, "big")
MARKS: Final = (_CALL_MARK, _KINDS[_REPLY] + bytes(16))
"""What tells a call of NFS, and a reply that is accepted, behind the xid."""
_LEAST_RECORD: Final = 24


@dataclass(frozen=True, slots=True)
class Header:
    """What a message says of itself; `size` is its own length."""

    xid: bytes
    size: int
    is_call: bool
    program: int = 0
    version: int = 0
    procedure: int = 0
    is_accepted: bool = True
    is_sealed: bool = False  # what follows is encrypted
    is_wrapped: bool = False  # what follows is signed, behind its length and a number


def header(data: bytes) -> Header | None:
    """The header that a whole message begins with; None for what is none."""
    cursor = Cursor(data)
    xid, kind = cursor.take(4), cursor.u32()
    if kind == _CALL:
        version, program, program_version, procedure = (cursor.u32() for _ in range(4))
        flavor, credentials = cursor.u32(), cursor.opaque()
        cursor.walk("4o")
        if cursor.is_short or version != _RPC_VERSION:
            return None
        service = int.from_bytes(credentials[12:16], "big") if flavor == _GSS and len(credentials) >= 16 else 0
        is_plain = service not in (_INTEGRITY, _PRIVACY) or credentials[4:8] != bytes(4)
        return Header(
            xid,
            cursor.at,
            is_call=True,
            program=program,
            version=program_version,
            procedure=procedure,
            is_sealed=not is_plain and service == _PRIVACY,
            is_wrapped=not is_plain and service == _INTEGRITY,
        )
    if kind != _REPLY:
        return None
    denied = cursor.u32()
    if denied == 0:
        cursor.walk("4o")
    status = cursor.u32()
    if cursor.is_short or denied > 1:
        return None
    return Header(xid, cursor.at, is_call=False, is_accepted=not denied and not status)


def recognise(head: bytes) -> bool | None:
    """Whether bytes of a stream begin a record with a call of NFS, or with any reply; None while they may."""
    if len(head) < FRAME_BYTES:
        return None
    length = int.from_bytes(head[:4], "big") & 0x7FFFFFFF
    if head[0] & 0x80 == 0 or not _LEAST_RECORD <= length <= LONGEST_RECORD or length % 4:
        return False
    return _is_message(head[FRAME_BYTES : FRAME_BYTES + CALL_BYTES])


def recognise_datagram(head: bytes) -> bool | None:
    """Whether a datagram is a call of NFS; a reply alone is too little to tell."""
    return bool(_is_message(head[:CALL_BYTES])) and head[4:8] == bytes(4)


def _is_message(head: bytes) -> bool | None:
    words = [int.from_bytes(head[at : at + 4], "big") for at in range(4, len(head) - 3, 4)]
    if not words:
        return None
    likely: tuple[Container[int], ...]
    if words[0] == _CALL:
        likely = (words[0:1], [_RPC_VERSION], [PROGRAM], _VERSIONS, _PROCEDURES)
    else:
        likely = ([_REPLY], [0], _FLAVORS, _CREDENTIALS, _STATUSES)
    if not all(word in values for word, values in zip(words, likely, strict=False)):
        return False
    return True if len(head) >= CALL_BYTES else None


def is_record(head: bytes) -> bool | None:
    """Whether bytes begin a record with any message, where records are known to follow; None while they may."""
    if len(head) < FRAME_BYTES + 12:
        return None
    length = int.from_bytes(head[:4], "big") & 0x7FFFFFFF
    kind, second = head[8:12], int.from_bytes(head[12:16], "big")
    if not _LEAST_RECORD - 4 <= length <= LONGEST_RECORD or head[0] & 0x7F:
        return False
    return (kind == _KINDS[_CALL] and second == _RPC_VERSION) or (kind == _KINDS[_REPLY] and second <= 1)


def search(data: bytes, begin: int = 0, *, marks: tuple[bytes, ...] = (_CALL_MARK,)) -> tuple[int, int]:
    """The next record with a call of NFS in `data`, at `begin` or behind it, and where bytes must be kept from.

    Returns:
        (offset, offset) of the record, or (-1, n): nothing before n begins one.
    """
    behind = FRAME_BYTES + 4
    answers = [_find(data, begin, mark) for mark in marks]
    found = min((at for at, _ in answers if at >= 0), default=-1)
    if found >= 0:
        return found, found
    keep = min(keep for _, keep in answers)
    start = max(begin, len(data) - behind - max(map(len, marks)) + 1)
    while start < keep and not (data[start] == 0x80 and recognise(data[start:]) is not False):
        start += 1
    return -1, min(keep, start)


def _find(data: bytes, begin: int, mark: bytes) -> tuple[int, int]:
    behind = FRAME_BYTES + 4
    at = data.find(mark, begin + behind)
    while at >= 0:
        start = at - behind
        known = recognise(data[start : start + FRAME_BYTES + CALL_BYTES])
        if known:
            return start, start
        if known is None:
            return -1, start
        at = data.find(mark, at + 1)
    return -1, len(data)
