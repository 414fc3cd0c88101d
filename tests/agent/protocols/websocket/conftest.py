"""Frames to read."""

from collections.abc import Callable

import pytest

from agent.protocols.websocket.frame import unmasked

Frame = Callable[..., bytes]


def make(payload: bytes, first: int = 0x81, mask: bytes = b"") -> bytes:
    """A frame; `first` is its first byte."""
    size = len(payload)
    short, rest = (size, 0) if size < 126 else (126, 2) if size < 1 << 16 else (127, 8)
    head = bytes((first, short | (0x80 if mask else 0))) + (size.to_bytes(rest, "big") if rest else b"")
    return head + mask + (unmasked(payload, mask, 0) if mask else payload)


@pytest.fixture(scope="session")
def frame() -> Frame:
    """Makes a frame of a payload."""
    return make
