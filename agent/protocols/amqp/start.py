"""How an AMQP connection begins (AMQP 0-9-1, 4.2.2; AMQP 1.0, 2.2), and the server's first frame of 0-9-1."""

import re
from typing import Final

FIRST: Final = frozenset(b"A\x01")
HEADER: Final = re.compile(rb"AMQP(?:\0\0\x09[\0\x01]|\x01\x01[\0\x08\x09][\0-\x0a]|[\0\x02\x03]\x01\0\0)")
HEADER_BYTES: Final = 8
_NAME: Final = b"AMQP"
_SECOND: Final = (b"\0\0\x09", b"\x01\x01", b"\0\x01\0\0", b"\x02\x01\0\0", b"\x03\x01\0\0")
_SERVER: Final = re.compile(rb"(?s:\x01\0\0\0[\0-\x7f]..\0\x0a\0\x0a\0[\x08\x09])")
_SERVER_BYTES: Final = 13


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin with a protocol header, or with connection.start; None while they may."""
    if head[0] == 1:
        if len(head) >= _SERVER_BYTES:
            return _SERVER.match(head) is not None
        return None if (head + b"\x01\0\0\0\0\0\0\0\x0a\0\x0a\0\x09"[len(head) :])[:4] == b"\x01\0\0\0" else False
    if len(head) >= HEADER_BYTES:
        return HEADER.match(head) is not None
    if not _NAME.startswith(head[:4]):
        return False
    behind = head[4:]
    return None if any(form.startswith(behind) or behind.startswith(form) for form in _SECOND) else False
