"""How an AMQP connection begins (AMQP 0-9-1, 4.2.2; AMQP 1.0, 2.2), and the server's first frame of 0-9-1."""

from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(b"A\x01")
HEADER: Final = expression(rb"AMQP(?:\0\0\x09[\0\x01]|\x01\x01[\0\x08\x09][\0-\x0a]|[\0\x02\x03]\x01\0\0)")
HEADER_BYTES: Final = 8
_NAME: Final = b"AMQP"
_SECOND: Final = (b"\0\0\x09", b"\x01\x01", b"\0\x01\0\0", b"\x02\x01\0\0", b"\x03\x01\0\0")
_SERVER: Final = expression(rb"(?s:\x01\0\0\0[\0-\x7f]..\0\x0a\0\x0a\0[\x08\x09])")
_SERVER_BYTES: Final = 13
_PUBLISHED: Final = expression(rb"(?s:\x01.{2}\0\0[\0\x01].\0\x3c\0[\x28\x3c\x47])")
_FRAME_END: Final = 0xCE


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin with a protocol header, connection.start or a message; None while they may."""
    if head[0] == 1:
        return _recognise_frame(head)
    if len(head) >= HEADER_BYTES:
        return HEADER.match(head) is not None
    if not _NAME.startswith(head[:4]):
        return False
    behind = head[4:]
    return None if any(form.startswith(behind) or behind.startswith(form) for form in _SECOND) else False


def _recognise_frame(head: bytes) -> bool | None:
    if len(head) < _SERVER_BYTES:
        return None if not head[3:5].strip(b"\0") else False
    if _SERVER.match(head):
        return True
    if not _PUBLISHED.match(head):
        return False
    end = 7 + int.from_bytes(head[5:7], "big")
    return None if len(head) <= end else head[end] == _FRAME_END
