"""The text that stands in the sectors of a compound file, wherever they lie.

It is in 8-bit characters or in UTF-16. The first is found in the bytes as they are; the second is
gathered here into a part of its own. A text longer than a sector may be in pieces.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Final

from agent.contents.format import Inlet, Outlet
from policies.part import Buffer

HELD_CHARACTERS: Final = 4 << 10
"""Longest text that is kept whole where a piece ends within it."""

_ENCRYPTED: Final = "EncryptedPackage"  # the stream of a protected document (MS-OFFCRYPTO 2.3.4)
_LEAST: Final = 4
# ASCII, CJK punctuation, Han, full-width forms.
# U+xx00 is mostly a letter that was read one byte off; U+4E00 is the one that is common.
_OFF: Final = "".join(chr(code) for code in range(0x4F00, 0xA000, 0x100))
_TEXT: Final = re.compile(f"(?:(?![{_OFF}])[\\t\\n\\r\\x20-\\x7e\\u3000-\\u303f\\u4e00-\\u9fff\\uff01-\\uffef])+")


class Scattered:
    """The bytes as they are, the UTF-16 text in them as lines, and whether it says that a password protects them."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._aligned = (_Texts(0), _Texts(1))
        self._text: Inlet | None = None
        self.encrypted = False

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Pass on, and gather UTF-16; a text that may go on is held back."""
        self._outlet.give(pieces, same=True)
        self._gather(b"".join(pieces), last=False)

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes."""
        self._gather(b"", last=True)
        return self._outlet.lose(size)

    def close(self) -> None:
        """Give the last text."""
        self._gather(b"", last=True)
        if self._text is not None:
            self._text.end()

    def _gather(self, data: bytes, *, last: bool) -> None:
        for texts in self._aligned:
            for text in texts.feed(data, last=last):
                self.encrypted |= _ENCRYPTED in text
                self._write(text)

    def _write(self, text: str) -> None:
        if self._text is None:
            self._text = self._outlet.begin("utf-16", type="text/plain")
        self._text.write((text.encode("utf-8", "replace") + b"\n",))


class _Texts:
    """The texts at even or at odd places; a text at the wrong ones reads as rare characters, if as any."""

    __slots__ = ("_decoder", "_held", "_skip")

    def __init__(self, skip: int) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-16-le")("replace")
        self._held = ""
        self._skip = skip

    def feed(self, data: bytes, *, last: bool) -> Iterator[str]:
        """Every text that ends within the data."""
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        text = self._held + self._decoder.decode(data[skipped:], last)
        self._held = ""
        for match in _TEXT.finditer(text):
            if match.end() == len(text) and not last and match.end() - match.start() < HELD_CHARACTERS:
                self._held = match[0]
            elif match.end() - match.start() >= _LEAST:
                yield match[0]
