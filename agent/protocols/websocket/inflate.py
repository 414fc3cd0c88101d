"""permessage-deflate (RFC 7692): the messages of one direction share a window, so they are decompressed in order."""

import zlib
from collections.abc import Sequence
from functools import partial
from typing import Final

from agent.contents.deflate import inflate
from agent.contents.format import Decoder, Format, Outlet, keeps_type
from policies.part import Buffer

_FLUSHED: Final = b"\x00\x00\xff\xff"  # what the sender took off the end (RFC 7692 7.2.1)
_LOST: Final = "permessage-deflate without what came before"


class Window:
    """The decompressor of one direction. A sender that begins anew with each message refers to nothing before it."""

    __slots__ = ("inflate", "is_lost")

    def __init__(self) -> None:
        self.inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self.is_lost = False  # a message could not be read to its end: those behind it may refer to it

    def format(self) -> Format:
        """The format of one message."""
        return Format("permessage-deflate", partial(_message, self), keeps_type)


class Message:
    """One compressed message."""

    def __init__(self, window: Window, outlet: Outlet) -> None:
        self._window = window
        self._outlet = outlet

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends this message and all that follow."""
        window = self._window
        if window.is_lost:
            self._outlet.fail(_LOST)
            return
        for piece in pieces:
            data: Buffer | None = piece
            while data:
                if window.inflate.eof:  # a final block (RFC 7692 7.2.3.4)
                    window.inflate = zlib.decompressobj(-zlib.MAX_WBITS)
                data = inflate(window.inflate, data, self._outlet, "permessage-deflate damaged")
            if data is None:
                window.is_lost = True
                return

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        self._window.is_lost = True
        return False

    def close(self) -> None:
        """Give what the end of the message completes."""
        if not self._window.inflate.eof:
            self.feed((_FLUSHED,))


def _message(window: Window, outlet: Outlet) -> Decoder:
    return Message(window, outlet)
