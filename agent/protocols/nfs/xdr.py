"""A cursor over XDR (RFC 4506): numbers, and opaque data padded to four bytes."""

from typing import Final

_MOST_WORDS: Final = 8  # of a bitmap


class Cursor:
    """Reads from `at` on. What lies behind the end reads as nothing, and `is_short` says that it does."""

    __slots__ = ("at", "data", "is_short")

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at
        self.is_short = False

    def u32(self) -> int:
        """A number of four bytes."""
        return int.from_bytes(self.take(4), "big")

    def u64(self) -> int:
        """A number of eight bytes."""
        return int.from_bytes(self.take(8), "big")

    def take(self, size: int) -> bytes:
        """So many bytes."""
        end = self.at + size
        if end > len(self.data):
            self.is_short = True
            return b""
        found, self.at = self.data[self.at : end], end
        return found

    def opaque(self) -> bytes:
        """Bytes behind their length."""
        length = self.u32()
        return self.take(length + -length % 4)[:length]

    def text(self) -> str:
        """A name; bytes that are no UTF-8 are kept."""
        return self.opaque().decode("utf-8", "surrogateescape")

    def bitmap(self) -> None:
        """A list of words, passed over."""
        words = self.u32()
        if words > _MOST_WORDS:
            self.is_short = True
        else:
            self.take(4 * words)

    def walk(self, fields: str) -> str:
        """Pass over fields: 4, 8, s (16 bytes), b (bitmap), o (opaque), n (a name). Gives the last name."""
        name = ""
        for field in fields:
            if field == "n":
                name = self.text()
            elif field == "o":
                self.opaque()
            elif field == "b":
                self.bitmap()
            else:
                self.take(16 if field == "s" else int(field))
        return name
