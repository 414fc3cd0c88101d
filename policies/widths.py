"""Digits that are not plain ASCII: wide, invisible, escaped or in UTF-16. A window as what it stands for, and back."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import repeat
from typing import Final


class Width(Enum):
    """What the scan found in place of plain digits."""

    UTF8 = rb"(?:\xef\xbc[\x90-\x99]){5}(?:[^\xef]|\xef[^\xbc]|\xef\xbc[^\x90-\x99])"
    GBK = rb"(?:\xa3[\xb0-\xb9]){5}(?:[^\xa3]|\xa3[^\xb0-\xb9])"
    INVISIBLE = rb"[0-9](?:\xe2\x80[\x8b-\x8f\xaf]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2[\xa0\xad])[0-9]"
    PERCENT = rb"(?:%(?:25){0,3}3[0-9]){5}(?:[^%]|%[^23])"  # RFC 3986 2.1, up to four times
    BACKSLASH = (  # as in JSON and in programs
        rb"(?:\\{1,4}(?:u00|x)3[0-9]){5}(?:[^\\]|\\{1,4}(?:[^\\ux]|x(?:[^3]|3[^0-9])|u(?:[^0]|0(?:[^0]|0(?:[^3]|3[^0-9])))))"
    )
    ENTITY = (  # of HTML
        rb"(?:&#(?:0{0,5}(?:4[89]|5[0-7])|[xX]0{0,4}3[0-9]);?){5}"
        rb"(?:[^&;]|;[^&]|&(?:[^#]|#(?:[^045xX]|4[^89]|5[^0-7]|[45][0-9][0-9]|[xX](?:[^03]|3[^0-9]|3[0-9][0-9A-Fa-f]))))"
    )
    QUOTED = (  # RFC 2045 6.7: soft line breaks, digits behind Chinese, and escaped ones
        rb"(?:[0-9]=\r?\n[0-9]|=[89A-F][0-9A-F](?:=\r?\n)?=[89A-F][0-9A-F][0-9]{8,19}[^0-9]|(?:=3[0-9]){5}(?:[^=]|=[^3]))"
    )
    UTF16 = (  # of either byte order; a mobile number, or what may be a resident number or a bank card
        rb"(?:[^0-9]\x00|[^\x00])(?:1\x00[3-9]\x00(?:[0-9]\x00){9}|[1-9]\x00(?:[0-9]\x00){14,18})(?:[^0-9]|[0-9][^\x00])"
    )
    SPELLED = rb"(?:(?:3[0-9][ :\-]){5}|(?:0[xX]3[0-9](?:, ?| )){5})"  # bytes in hexadecimal, one by one


Replaced = tuple[int, int, bytes, int]
"""A place in a window, its end, the plain bytes that stand there, and how wide each of them is; 0: all are one."""

_INVISIBLE: Final = rb"\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2\xad"
_SPACES: Final = rb"\xc2\xa0|\xe2\x80\xaf|\xe3\x80\x80"
_UTF8: Final = re.compile(_INVISIBLE + rb"|" + _SPACES + rb"|\xef\xbc[\x81-\xbf]|\xef\xbd[\x80-\x9e]")
_GBK: Final = re.compile(rb"\xa3[\xa1-\xfe]|\xa1\xa1")
_PERCENT: Final = re.compile(rb"%(?:25)*([0-9A-Fa-f]{2})")
_BACKSLASH: Final = re.compile(rb"\\+(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
_ENTITY: Final = re.compile(rb"&#(?:([0-9]{1,7})|[xX]([0-9A-Fa-f]{1,6}));?")
_QUOTED: Final = re.compile(rb"=(?:\r?\n|([0-9A-F]{2}))")
_PAIRS: Final = re.compile(
    rb"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2}(?:[ :\-]|\r?\n)){7,}[0-9A-Fa-f]{2}(?![0-9A-Za-z])"
    rb"|(?:0[xX][0-9A-Fa-f]{2}(?:, ?| |,?\r?\n)){4,}0[xX][0-9A-Fa-f]{2}(?![0-9A-Za-z])"
)
_PAIR: Final = re.compile(rb"(?:0[xX])?([0-9A-Fa-f]{2})[ :\-,\r\n]*")
_HEXADECIMAL: Final = re.compile(rb"[a-fA-FxX]")
_LITTLE: Final = re.compile(rb"((?:[\x00-\x7f]\x00)+)|..", re.DOTALL)
_BIG: Final = re.compile(rb"((?:\x00[\x00-\x7f])+)|..", re.DOTALL)
_WORD: Final = re.compile(rb"(?:[\t\n\r\x20-\x7e]\x00)+")


@dataclass(frozen=True, slots=True)
class Narrow:
    """A window in plain ASCII where it was something else."""

    window: bytes = field(repr=False)
    starts: list[int]  # of each of its bytes, where what it stands for begins in the wide window; and that one's end
    ends: list[int]  # and where it ends

    def wide_start(self, place: int) -> int:
        """The place in the wide window where what begins at a place in the narrow one begins."""
        return self.starts[place]

    def wide_end(self, place: int) -> int:
        """The place in the wide window where what ends at a place in the narrow one ends, dropped characters behind."""
        return self.ends[place - 1] if place else 0

    def narrow(self, place: int) -> int:
        """The place in the narrow window for one in the wide one; within a character the place before it."""
        return bisect_right(self.ends, place)


def narrowed(window: bytes, width: Width) -> Narrow:
    """The window with what stands for plain characters replaced by them, and what is invisible dropped."""
    pieces: list[bytes] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, plain, step in _REPLACED[width](window):
        pieces += (window[done:start], plain)
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        starts.extend(range(start, end, step) if step else repeat(start, len(plain)))
        ends.extend(range(start + step, end + step, step) if step else repeat(end, len(plain)))
        done = end
    starts.extend(range(done, len(window) + 1))
    ends.extend(range(done + 1, len(window) + 1))
    return Narrow(b"".join(pieces) + window[done:], starts, ends)


def _by(pattern: re.Pattern[bytes], plain: Callable[[re.Match[bytes]], bytes]) -> Callable[[bytes], Iterator[Replaced]]:
    """Replaces what the pattern finds."""

    def replaced(window: bytes) -> Iterator[Replaced]:
        return ((match.start(), match.end(), plain(match), 0) for match in pattern.finditer(window))

    return replaced


def _wide(match: re.Match[bytes]) -> bytes:
    wide = match[0]
    if wide in (b"\xc2\xa0", b"\xe2\x80\xaf", b"\xe3\x80\x80", b"\xa1\xa1"):
        return b" "
    if wide[0] == 0xA3:
        return bytes((wide[1] - 0x80,))
    if wide[:2] == b"\xef\xbc":
        return bytes((wide[2] - 0x60,))
    return bytes((wide[2] - 0x20,)) if wide[:2] == b"\xef\xbd" else b""


def _octet(match: re.Match[bytes]) -> bytes:
    return bytes.fromhex(match[1].decode("ascii")) if match[1] else b""


def _escaped(match: re.Match[bytes]) -> bytes:
    return _character(int(match[1] or match[2], 16))


def _entity(match: re.Match[bytes]) -> bytes:
    return _character(int(match[1]) if match[1] else int(match[2], 16))


def _character(code: int) -> bytes:
    return chr(code).encode("utf-8", "replace") if code <= 0x10FFFF else b"?"


def _pairs(window: bytes) -> Iterator[Replaced]:
    """Bytes spelled in hexadecimal; numbers without a hexadecimal letter are a list of numbers."""
    for run in _PAIRS.finditer(window):
        if _HEXADECIMAL.search(run[0]):
            for pair in _PAIR.finditer(window, run.start(), run.end()):
                yield pair.start(), pair.end(), _octet(pair), 0


def _utf_16(window: bytes) -> Iterator[Replaced]:
    """Two bytes a character; where the longest run of ASCII begins and ends tells which comes first."""
    word = max(_WORD.finditer(window), key=lambda match: match.end() - match.start(), default=None)
    if word is None:
        return
    big = word.start() > 0 and window[word.start() - 1] == 0 and not window.startswith(b"\0", word.end())
    for run in (_BIG if big else _LITTLE).finditer(window, (word.start() - big) % 2):
        start, end = run.span()
        if run[1] is not None:
            yield start, end, window[start + big : end : 2], 2
        else:
            yield start, end, run[0].decode("utf-16-be" if big else "utf-16-le", "replace").encode(), 0


_REPLACED: Final[dict[Width, Callable[[bytes], Iterator[Replaced]]]] = {
    Width.UTF8: _by(_UTF8, _wide),
    Width.GBK: _by(_GBK, _wide),
    Width.INVISIBLE: _by(_UTF8, _wide),
    Width.PERCENT: _by(_PERCENT, _octet),
    Width.BACKSLASH: _by(_BACKSLASH, _escaped),
    Width.ENTITY: _by(_ENTITY, _entity),
    Width.QUOTED: _by(_QUOTED, _octet),
    Width.UTF16: _utf_16,
    Width.SPELLED: _pairs,
}
