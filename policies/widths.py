"""Full-width and invisible characters: a window as the plain ASCII it stands for, and the way back."""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class Width(Enum):
    """What the scan found in place of plain digits."""

    UTF8 = rb"(?:\xef\xbc[\x90-\x99]){5}(?:[^\xef]|\xef[^\xbc]|\xef\xbc[^\x90-\x99])"
    GBK = rb"(?:\xa3[\xb0-\xb9]){5}(?:[^\xa3]|\xa3[^\xb0-\xb9])"
    INVISIBLE = rb"[0-9](?:\xe2\x80[\x8b-\x8f\xaf]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2[\xa0\xad])[0-9]"


_INVISIBLE: Final = rb"\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2\xad"
_SPACES: Final = rb"\xc2\xa0|\xe2\x80\xaf|\xe3\x80\x80"
_UTF8: Final = re.compile(_INVISIBLE + rb"|" + _SPACES + rb"|\xef\xbc[\x81-\xbf]|\xef\xbd[\x80-\x9e]")
_GBK: Final = re.compile(rb"\xa3[\xa1-\xfe]|\xa1\xa1")


@dataclass(frozen=True, slots=True)
class Narrow:
    """A window in plain ASCII where it was full-width."""

    window: bytes = field(repr=False)
    edges: list[tuple[int, int]]  # (place in the narrow window, place in the wide one) behind each replacement

    def wide_start(self, place: int) -> int:
        """The place in the wide window where what begins at a place in the narrow one begins."""
        narrow, wide = max((edge for edge in self.edges if edge[0] <= place), default=(0, 0))
        return wide + place - narrow

    def wide_end(self, place: int) -> int:
        """The place in the wide window where what ends at a place in the narrow one ends, dropped characters behind."""
        return min((wide for narrow, wide in self.edges if narrow == place), default=self.wide_start(place))

    def narrow(self, place: int) -> int:
        """The place in the narrow window for one in the wide one."""
        narrow, wide = max((edge for edge in self.edges if edge[1] <= place), key=lambda edge: edge[1], default=(0, 0))
        return narrow + place - wide


def narrowed(window: bytes, width: Width) -> Narrow:
    """The window with full-width characters as ASCII, wide spaces as spaces and invisible characters dropped."""
    pieces: list[bytes] = []
    edges: list[tuple[int, int]] = []
    done = size = 0
    for match in (_GBK if width is Width.GBK else _UTF8).finditer(window):
        plain = _plain(match[0])
        pieces += (window[done : match.start()], plain)
        size += match.start() - done + len(plain)
        done = match.end()
        edges.append((size, done))
    return Narrow(b"".join(pieces) + window[done:], edges)


def _plain(wide: bytes) -> bytes:
    if wide in (b"\xc2\xa0", b"\xe2\x80\xaf", b"\xe3\x80\x80", b"\xa1\xa1"):
        return b" "
    if wide[0] == 0xA3:
        return bytes((wide[1] - 0x80,))
    if wide[:2] == b"\xef\xbc":
        return bytes((wide[2] - 0x60,))
    return bytes((wide[2] - 0x20,)) if wide[:2] == b"\xef\xbd" else b""
