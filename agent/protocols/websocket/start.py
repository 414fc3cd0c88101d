"""How WebSocket is told in the middle of a connection: a masked frame whose payload turns out to be text."""

from typing import Final

from agent.protocols.websocket.frame import TEXT, header, unmasked

FIRST: Final = frozenset((0x81, 0x01))
"""First bytes of a text message, whole or in fragments."""

_TELLING_BYTES: Final = 16  # so much text is no accident
_LEAST_BYTES: Final = 8


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin a masked text message; None while they may."""
    frame = header(head)
    if frame is None:
        return None
    if isinstance(frame, bool) or not frame.mask or frame.opcode != TEXT or frame.is_compressed:
        return False
    payload = head[frame.size : frame.size + min(frame.length, _TELLING_BYTES)]
    if len(payload) < min(frame.length, _TELLING_BYTES):
        return None
    return len(payload) >= _LEAST_BYTES and _is_text(unmasked(payload, frame.mask, 0))


def _is_text(data: bytes) -> bool:
    """UTF-8 without control characters; the last character may be cut."""
    for cut in range(4):
        try:
            return all(char >= " " or char in "\t\r\n" for char in data[: len(data) - cut].decode())
        except UnicodeDecodeError:
            continue
    return False
