"""Listings of directories and reports of changes: one name a line.

[MS-FSCC] 2.4 for directories, 2.7.1 for changes; SMB 1 uses the same entries ([MS-CIFS] 2.8.1). Sizes are left out: a
long one looks like a telephone number.
"""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet
from policies.part import Buffer

ENTRY_BYTES: Final = 8 << 10
"""Longest entry that is waited for."""
CHANGES: Final = 0
"""Stands for a report of changes among the information classes."""

_CLASSES: Final = {
    CHANGES: (8, 12),
    1: (60, 64),  # FileDirectoryInformation
    2: (60, 68),  # FileFullDirectoryInformation
    3: (60, 94),  # FileBothDirectoryInformation
    12: (8, 12),  # FileNamesInformation
    37: (60, 104),  # FileIdBothDirectoryInformation
    38: (60, 80),  # FileIdFullDirectoryInformation
    60: (60, 88),  # FileIdExtdDirectoryInformation
    78: (60, 90),  # FileId64ExtdDirectoryInformation
}
"""Information class: where an entry says the length of its name, and where the name begins."""
_ITSELF: Final = ("", ".", "..")


class Listing:
    """Entries that come bit by bit, written as lines. What is no entry is written as it is."""

    __slots__ = ("_fields", "_held", "_inlet")

    def __init__(self, inlet: Inlet, level: int) -> None:
        """Begin a listing of an information class; entries of an unknown one are written as they are."""
        self._inlet = inlet
        self._fields = _CLASSES.get(level)
        self._held = b""

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes."""
        if self._fields is None:
            self._inlet.write(pieces)
            return
        data = b"".join((self._held, *pieces))
        self._held = b""
        self._read(data, last=False)

    def gap(self, size: int) -> None:
        """What follows may be anywhere in an entry."""
        self._flush()
        self._fields = None
        self._inlet.gap(size)

    def done(self) -> None:
        """The listing is over."""
        self._flush()
        self._inlet.end()

    def _flush(self) -> None:
        held, self._held = self._held, b""
        if held:
            self._read(held, last=True)

    def _read(self, data: bytes, *, last: bool) -> None:
        lines: list[str] = []
        at = 0
        while self._fields is not None and at < len(data):
            size, line = self._entry(data, at, self._fields)
            if not size:
                break
            lines.append(line)
            at += size
        if lines:
            self._inlet.write(("".join(lines).encode("utf-8", "replace"),))
        rest = data[at:]
        if rest and (last or self._fields is None):
            self._fields = None
            self._inlet.write((rest,))
        else:
            self._held = rest

    def _entry(self, data: bytes, at: int, fields: tuple[int, int]) -> tuple[int, str]:
        """The size of an entry, and its line; no size where it has not come, or is none."""
        length_at, name_at = fields
        if len(data) - at < name_at:
            return 0, ""
        step, length = _u32(data, at), _u32(data, at + length_at)
        size = name_at + length
        if length % 2 or not size <= (step or size) <= ENTRY_BYTES:
            self._fields = None
            return 0, ""
        if len(data) - at < (step or size):
            return 0, ""
        name = data[at + name_at : at + size].decode("utf-16-le", "replace").rstrip("\0")
        if name in _ITSELF:
            return step or size, ""
        return step or size, f"{name}\n"


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
