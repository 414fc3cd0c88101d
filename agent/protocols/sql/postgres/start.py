"""How a PostgreSQL conversation begins (55.2), and where its messages begin in the middle of one."""

import struct
from typing import Final

from agent.protocols.sql.postgres.messages import (
    CANCEL,
    CLIENT,
    GSS,
    SERVER,
    SSL,
    STARTUP,
    STARTUP_BYTES,
    begins,
)
from agent.protocols.sql.postgres.messages import search as search_messages

FIRST: Final = frozenset({0, *CLIENT, *SERVER})
"""First bytes a direction can have."""

_REQUESTS: Final = {(8, SSL), (8, GSS), (16, CANCEL)}


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin what a client or a server says; None while they may."""
    if head[:1] == b"\0":
        return _is_startup(head)
    if head[:2] in (b"NR", b"NE", b"NS"):
        return recognise(head[1:])
    if head[:2] == b"S\x16":
        return None if len(head) < 3 else head[2] == 3
    if len(head) == 1:
        return None
    answers = [begins(head, 0, kinds) for kinds in (CLIENT, SERVER)]
    return True if any(answers) else None if None in answers else False


def _is_startup(head: bytes) -> bool | None:
    """A startup packet names its user first or soon; the other packets have one size and one code each."""
    if len(head) < 8:
        return None if head[1:2] in (b"", b"\0") else False
    size, code = struct.unpack_from(">II", head)
    if (size, code) in _REQUESTS:
        return True
    if code >> 16 != STARTUP or not 8 < size <= STARTUP_BYTES:
        return False
    if any(0 < byte < 0x20 for byte in head[8 : min(size, 64)]):
        return False
    if len(head) < size:
        return None
    return head[8:size].endswith(b"\0\0") and b"user\0" in head[8:size]


def search(data: bytes) -> tuple[int, int]:
    """Where messages of a client or a server begin in the middle: see `agent.protocols.reader.Kind`."""
    answers = [search_messages(data, 0, kinds) for kinds in (CLIENT, SERVER)]
    found = min((at for at, _ in answers if at >= 0), default=-1)
    keep = min(keep for _, keep in answers)
    return (-1, keep) if found < 0 or keep < found else (found, found)
