"""Compressed RTF (MS-OXRTFCP): text in which earlier pieces are referred to, decompressed as it comes."""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet
from policies.part import Buffer

MOST_BYTES: Final = 4 << 20
"""Compressed bytes of one text: each costs a step in Python."""
_HEADER_BYTES: Final = 16
_COMPRESSED: Final = b"LZFu"
_WINDOW_BYTES: Final = 4096
_DICTIONARY: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    b"Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b"
    b"\\i\\u\\tab\\tx"
)
"""What every text may refer to (2.1.2.1)."""


class Lzfu:
    """An inlet for the compressed text, in front of one for the text itself."""

    __slots__ = ("_control", "_header", "_held", "_inlet", "_is_over", "_taken", "_window")

    def __init__(self, inlet: Inlet) -> None:
        self._inlet = inlet
        self._header = b""
        self._held = b""
        self._window = bytearray(_DICTIONARY)  # what was written, at least the last _WINDOW_BYTES of it
        self._control = 1  # bits that say what the next items are, lowest first, above them a one
        self._taken = 0
        self._is_over = False

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the compressed text."""
        data = b"".join((self._held, *pieces))
        self._held = b""
        if len(self._header) < _HEADER_BYTES:
            need = _HEADER_BYTES - len(self._header)
            self._header += data[:need]
            data = data[need:]
        if not data:
            return
        if self._header[8:12] != _COMPRESSED:
            self._inlet.write((data,))
        elif not self._is_over:
            self._decompress(data)

    def gap(self, size: int) -> None:
        """Nothing can be told behind a gap."""
        self._is_over = True
        self._inlet.gap(size)

    def end(self, damage: str = "") -> None:
        """The text is complete."""
        self._inlet.end(damage)

    def _decompress(self, data: bytes) -> None:
        window, begin, at = self._window, len(self._window), 0
        while at < len(data):
            if self._control == 1:
                self._control = 0x100 | data[at]
                at += 1
                continue
            if not self._control & 1:
                window.append(data[at])
                at += 1
            elif at + 2 > len(data):
                break
            elif not self._copy(data[at] << 8 | data[at + 1]):
                self._is_over = True
                break
            else:
                at += 2
            self._control >>= 1
        self._held = b"" if self._is_over else data[at:]
        self._taken += at
        self._is_over |= self._taken > MOST_BYTES
        if len(window) > begin:
            self._inlet.write((bytes(window[begin:]),))
        self._forget()

    def _copy(self, reference: int) -> bool:
        """Repeat what stands in the window; False at the end, which refers to the place it writes to."""
        window = self._window
        place, size = reference >> 4, (reference & 0xF) + 2
        behind = (len(window) - place) % _WINDOW_BYTES
        if not behind:
            return False
        start = len(window) - behind
        for index in range(start, start + size):  # it may refer to what it writes
            window.append(window[index] if index >= 0 else 0x20)
        return True

    def _forget(self) -> None:
        """Keep the window, and its length modulo its size: places are counted from its beginning."""
        spare = (len(self._window) - _WINDOW_BYTES) // _WINDOW_BYTES * _WINDOW_BYTES
        if spare > 0:
            del self._window[:spare]
