"""The texts of Excel before 2007: with their lengths before them, in Latin-1 or UTF-16 (MS-XLS 2.5.293, 2.5.296)."""

from collections.abc import Sequence
from typing import Final

MOST_STRINGS: Final = 500_000
"""Most strings that are kept for the cells that share them."""

_WIDE, _EXTENDED, _RICH = 1, 4, 8  # flags
_RUN_BYTES: Final = 4


def short_text(data: bytes, *, wide: bool) -> str:
    """The text of a cell that has its own; before Excel 97 it is in the system's characters, GBK in China."""
    characters = int.from_bytes(data[:2], "little")
    if not wide:
        return data[2 : 2 + characters].decode("gb18030", "replace")
    if data[2:3] and data[2] & _WIDE:
        return data[3 : 3 + 2 * characters].decode("utf-16-le", "replace")
    return data[3 : 3 + characters].decode("latin-1")


def shared_strings(pieces: Sequence[bytes]) -> list[str]:
    """The strings that cells share, from the records that hold them: a string may go on in the next one."""
    reader = _Pieces(pieces)
    reader.skip(8)  # how many there are
    strings: list[str] = []
    while not reader.at_end and len(strings) < MOST_STRINGS:
        strings.append(reader.string())
    return strings


class _Pieces:
    """Reads on from one record to the next."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces
        self._number = self._at = 0

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        while self._number < len(self._pieces) and self._at >= len(self._pieces[self._number]):
            self._at -= len(self._pieces[self._number])
            self._number += 1
        return self._number >= len(self._pieces)

    def skip(self, size: int) -> None:
        """Leave bytes out, however many records they fill."""
        self._at += size

    def string(self) -> str:
        """The next string, without its format."""
        characters, flags = self._word(2), self._word(1)
        runs = self._word(2) if flags & _RICH else 0
        extra = self._word(4) if flags & _EXTENDED else 0
        text = self._characters(characters, flags)
        self.skip(_RUN_BYTES * runs + extra)
        return text

    def _word(self, size: int) -> int:
        if self.at_end:
            return 0
        word = self._pieces[self._number][self._at : self._at + size]
        self._at += size
        return int.from_bytes(word, "little")

    def _characters(self, count: int, flags: int) -> str:
        text = ""
        while count > 0 and not self.at_end:
            wide = flags & _WIDE
            data = self._pieces[self._number][self._at : self._at + (count << wide)]
            text += data.decode("utf-16-le" if wide else "latin-1", "replace")
            count -= max(1, len(data) >> wide)
            self._at += len(data)
            if count > 0 and not self.at_end:  # the rest, in the next record, says itself how wide it is
                flags = self._word(1)
        return text
