"""How SMB begins: a NetBIOS session header (RFC 1002 4.3.1, MS-SMB2 2.1) and one of four magic numbers."""

from typing import Final

from policies.expression import expression

FIRST: Final = frozenset((0x00, 0x81, 0x82, 0x85))
"""First bytes of a direction: a message, a session request, its positive answer, a keep-alive."""

FRAME_BYTES: Final = 4
MAGIC_BYTES: Final = 8
"""Bytes of a frame that hold its header and the magic number."""

SMB1: Final = b"\xffSMB"
SMB2: Final = b"\xfeSMB"
ENCRYPTED: Final = b"\xfdSMB"
COMPRESSED: Final = b"\xfcSMB"
WRITTEN: Final = "smb.write"
READ_BACK: Final = "smb.read"
"""Paths of parts that hold data of files."""
SMB1_HEADER: Final = 32
SMB2_HEADER: Final = 64

SESSION_PACKETS: Final = frozenset((0x81, 0x82, 0x83, 0x84, 0x85))
"""Types of frames that hold no SMB message."""
SESSION_PACKET_BYTES: Final = 1024

_LEAST: Final = {SMB1: SMB1_HEADER + 1, SMB2: SMB2_HEADER + 2, ENCRYPTED: 52, COMPRESSED: 16}
_TELLING_BYTES: Final = 24  # of a frame: its header, the magic number, the command
_LAST_SMB2_COMMAND: Final = 0x13
_SESSION_REQUEST: Final = expression(rb"\x81\x00\x00\x44(?:\x20[A-P]{32}\x00){2}")
_SHORT: Final = (b"\x82\x00\x00\x00", b"\x85\x00\x00\x00")
_SMB1_COMMANDS: Final = frozenset((*range(0x35), *range(0x70, 0x76), *range(0x80, 0x85), *range(0xA0, 0xA7), 0xC0))


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin a frame with an SMB message, or the NetBIOS session before it; None while they may."""
    if head[0] == 0x81:
        return _is_session_request(head)
    while head.startswith(_SHORT):
        head = head[FRAME_BYTES:]
    if any(short.startswith(head) for short in _SHORT):
        return None
    return is_message(head) if head[0] == 0 else False


def _is_session_request(head: bytes) -> bool | None:
    size = 4 + 0x44
    if len(head) >= size:
        return _SESSION_REQUEST.match(head) is not None
    return None if b"\x81\x00\x00\x44\x20".startswith(head[:5]) else False


def is_message(head: bytes) -> bool | None:
    """Whether bytes begin a frame with an SMB message; None while they may."""
    magic = head[FRAME_BYTES:MAGIC_BYTES]
    least = _LEAST.get(magic)
    if least is None:
        may_be = len(head) < MAGIC_BYTES and any(known.startswith(magic) for known in _LEAST)
        return None if may_be else False
    if int.from_bytes(head[1:4], "big") < least:
        return False
    if magic == SMB1:
        return head[8] in _SMB1_COMMANDS if len(head) > 8 else None
    if magic != SMB2:
        return True
    if len(head) < _TELLING_BYTES:
        return None
    return head[8:10] == b"\x40\x00" and int.from_bytes(head[16:18], "little") <= _LAST_SMB2_COMMAND


def search(data: bytes, begin: int = 0) -> tuple[int, int]:
    """The next frame in `data`, at `begin` or behind it, and where bytes must be kept from.

    Returns:
        (offset, offset) of the frame, or (-1, n): nothing before n begins one.
    """
    at = data.find(b"SMB", begin + FRAME_BYTES + 1)
    while at >= 0:
        start = at - FRAME_BYTES - 1
        if data[start] == 0:
            known = is_message(data[start : start + _TELLING_BYTES])
            if known:
                return start, start
            if known is None:
                return -1, start
        at = data.find(b"SMB", at + 1)
    keep = max(begin, len(data) - MAGIC_BYTES + 1)
    while keep < len(data) and not (data[keep] == 0 and is_message(data[keep:]) is None):
        keep += 1
    return -1, min(keep, len(data))
