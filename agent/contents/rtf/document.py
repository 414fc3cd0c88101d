"""An RTF document as text, a paragraph or a table's row a line; files and pictures are parts of their own."""

import binascii
import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from agent.contents.format import Inlet, Outlet
from agent.contents.rtf.words import (
    BREAKS,
    CHARSETS,
    CODE_PAGES,
    FILES,
    HIDDEN,
    LONGEST_BYTES,
    PARTED,
    SYMBOLS,
    TOKEN,
    UNFINISHED,
)
from policies.part import Buffer

MOST_GROUPS: Final = 1000
"""Groups within one another whose state is kept; deeper ones share it."""

_MOST_FONTS: Final = 1000
_TEXT, _HIDDEN, _FONTS = "", "hidden", "fonts"
_OBJECT_HEAD_BYTES: Final = 4096  # in hexadecimal, where a file begins behind the names before it (MS-OLEDS 2.2.4)
_OLE: Final = b"d0cf11e0a1b11ae1"
_NO_HEXADECIMAL: Final = re.compile(rb"[^0-9A-Fa-f]+")


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until a group ends."""

    kind: str = _TEXT  # or what it hides, or the label of the file in it
    fallback: int = 1  # characters behind \\u that stand for it where it is not understood
    codec: str = "cp1252"
    parted: bool = False  # its text is none of the text around


class Rtf:
    """Reads token by token; one that a piece cuts is held back."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""
        self._group = _Group()
        self._groups: list[_Group] = []
        self._deeper = 0
        self._out: list[str] = []
        self._decoders: dict[str, codecs.IncrementalDecoder] = {}
        self._surrogate = 0
        self._skip = 0  # what stands for a character that was understood
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._default = "cp1252"
        self._file: _File | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Read on."""
        data = self._held + b"".join(pieces)
        cut = _unfinished(data)
        self._held = data[cut:]
        self._read(data[:cut])

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes, which may have ended groups: all is text then."""
        self._end_file()
        self._read(self._held)
        self._settle()
        self._held, self._groups, self._deeper = b"", [], 0
        self._group = _Group(codec=self._default)
        return self._outlet.lose(size)

    def close(self) -> None:
        """Give what was held back."""
        self._read(self._held)
        self._settle()
        self._read(b"")
        self._end_file()

    def _read(self, data: bytes) -> None:
        for token in TOKEN.finditer(data):
            kind = token.lastgroup
            if kind in ("text", "octet"):
                self._characters(token)
            elif kind in ("word", "number"):
                self._word(token["word"], int(token["number"] or -1), given=token["number"] is not None)
            elif kind == "symbol":
                self._symbol(token["symbol"])
            elif kind == "brace":
                self._brace(token["brace"])
        text, self._out = "".join(self._out), []
        if text:
            self._outlet.give((text.encode("utf-8", "replace"),))

    # Tokens

    def _characters(self, token: re.Match[bytes]) -> None:
        octets = bytes.fromhex(token["octet"].decode("ascii")) if token["octet"] else token["text"]
        if self._skip:
            skipped = min(self._skip, len(octets))
            self._skip -= skipped
            octets = octets[skipped:]
        if self._group.kind == _TEXT:
            self._out.append(self._decoder().decode(octets))
        elif self._file is not None and self._group.kind != _HIDDEN and token["text"]:
            self._file.write(octets)

    def _word(self, word: bytes, number: int, *, given: bool) -> None:
        if word == b"u" and given:
            self._unicode(number & 0xFFFF)
            return
        self._skip = 0
        if word in BREAKS:
            self._put(BREAKS[word])
        elif word in HIDDEN:
            self._change(kind=_HIDDEN)
        elif word in FILES:
            self._begin_file(FILES[word])
        elif word in PARTED:
            self._part()
        elif word == b"fonttbl":
            self._change(kind=_FONTS)
        elif given:
            self._setting(word, number)

    def _setting(self, word: bytes, number: int) -> None:
        if word == b"uc":
            self._change(fallback=min(max(number, 0), 8))
        elif word == b"ansicpg":
            self._default = CODE_PAGES.get(number, "cp1252")
            self._change(codec=self._default)
        elif word == b"f" and self._group.kind == _FONTS:
            self._font = number
        elif word == b"f":
            self._change(codec=self._fonts.get(number, self._default))
        elif word == b"fcharset" and len(self._fonts) < _MOST_FONTS:
            self._fonts[self._font] = CHARSETS.get(number, self._default)

    def _symbol(self, symbol: bytes) -> None:
        if self._skip:
            self._skip -= 1
        elif symbol == b"*":  # a group that older programs leave out
            self._part()
        elif symbol in SYMBOLS:
            self._put(SYMBOLS[symbol])

    def _brace(self, brace: bytes) -> None:
        self._settle()
        self._skip = 0
        if brace == b"{":
            if len(self._groups) < MOST_GROUPS:
                self._groups.append(self._group)
            else:
                self._deeper += 1
        elif self._deeper:
            self._deeper -= 1
        elif self._groups:
            if self._group.kind in FILES.values() and self._groups[-1].kind != self._group.kind:
                self._end_file()
            if self._group.parted and not self._groups[-1].parted:
                self._put("\n")
            self._group = self._groups.pop()

    # Inside

    def _change(self, **changes: str | int) -> None:
        self._settle()
        if self._group.kind == _HIDDEN:
            changes.pop("kind", None)
        self._group = replace(self._group, **changes)  # type: ignore[arg-type]

    def _part(self) -> None:
        if not self._group.parted:
            self._put("\n")
            self._change(parted=True)

    def _put(self, text: str) -> None:
        if self._group.kind == _TEXT:
            self._settle()
            self._out.append(text)

    def _unicode(self, unit: int) -> None:
        """A UTF-16 unit; two may make one character."""
        self._skip = self._group.fallback
        if 0xD800 <= unit < 0xDC00:
            self._surrogate = unit
            return
        if self._surrogate and 0xDC00 <= unit < 0xE000:
            unit = 0x10000 + ((self._surrogate & 0x3FF) << 10 | unit & 0x3FF)
        self._surrogate = 0
        self._put(chr(unit))

    def _settle(self) -> None:
        """The bytes so far are whole characters."""
        self._out.append(self._decoder().decode(b"", True))  # noqa: FBT003

    def _decoder(self) -> codecs.IncrementalDecoder:
        codec = self._group.codec
        if codec not in self._decoders:
            self._decoders[codec] = codecs.getincrementaldecoder(codec)("replace")
        return self._decoders[codec]

    def _begin_file(self, label: str) -> None:
        self._settle()
        self._end_file()
        if self._outlet.spent:
            return
        self._file = _File(self._outlet.begin(label), searched=label == FILES[b"objdata"])
        self._group = replace(self._group, kind=label)

    def _end_file(self) -> None:
        if self._file is not None:
            self._file.end()
            self._file = None


def _unfinished(data: bytes) -> int:
    """Where a token that may go on behind the end begins; the length when none does."""
    match = UNFINISHED.search(data, max(0, len(data) - LONGEST_BYTES))
    if match is None:
        return len(data)
    before = data[: match.start()]
    escaped = (len(before) - len(before.rstrip(b"\\"))) % 2
    return len(data) if escaped else match.start()


class _File:
    """A file in hexadecimal."""

    def __init__(self, inlet: Inlet, *, searched: bool) -> None:
        self._inlet = inlet
        self._held = b""
        self._searched = searched  # it stands behind a header whose length is not told

    def write(self, text: bytes) -> None:
        """More of the hexadecimal digits."""
        self._held += _NO_HEXADECIMAL.sub(b"", text)
        if self._searched and len(self._held) < _OBJECT_HEAD_BYTES:
            return
        self._give()

    def end(self) -> None:
        """The file is complete."""
        self._give()
        self._inlet.end()

    def _give(self) -> None:
        if self._searched:
            self._searched = False
            begin = self._held[:_OBJECT_HEAD_BYTES].lower().find(_OLE)
            self._held = self._held[max(0, begin) :]
        whole = len(self._held) // 2 * 2
        if whole:
            self._inlet.write((binascii.unhexlify(self._held[:whole]),))
        self._held = self._held[whole:]
