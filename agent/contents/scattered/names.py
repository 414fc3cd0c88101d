"""Names of files that a side says: one part, one name a line."""

from collections.abc import Callable
from typing import Final

from agent.contents.format import Inlet

PLAIN: Final = frozenset(("", "*", "\\", "\\*", ".", "..", "/"))
"""Names that say nothing."""


class Names:
    """The names of one direction. A name that is said again at once is written once."""

    __slots__ = ("_begin", "_inlet", "_last")

    def __init__(self, begin: Callable[[], Inlet] | None) -> None:
        """`begin` begins the part; None where nobody wants it."""
        self._begin = begin
        self._inlet: Inlet | None = None
        self._last = ""

    def add(self, name: str) -> None:
        """One more name."""
        name = name.rstrip("\0")
        if name == self._last or name in PLAIN or self._begin is None:
            return
        self._last = name
        if self._inlet is None:
            self._inlet = self._begin()
        self._inlet.write((_bytes(name) + b"\n",))

    def close(self) -> None:
        """No more names come."""
        if self._inlet is not None:
            self._inlet.end()
            self._inlet = None


def _bytes(name: str) -> bytes:
    """UTF-8; bytes of another encoding were kept as surrogates."""
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "replace")
