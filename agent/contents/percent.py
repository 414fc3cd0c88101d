"""Percent-encoding (RFC 3986 2.1) and forms (application/x-www-form-urlencoded), one `key=value` a line."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from agent.contents.format import Outlet
from policies.part import Buffer

_FORM: Final = bytes.maketrans(b"&+", b"\n ")
_ESCAPE_BYTES: Final = 3


class Form:
    """A form as lines. Values that were encoded twice are decoded twice."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._once = _Unescape()
        self._twice = _Unescape()

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decode; an escape that is split between two pieces is held back."""
        self._give(self._twice.feed(self._once.feed(_lines(b"".join(pieces)))))

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes."""
        self.close()
        return self._outlet.lose(size)

    def close(self) -> None:
        """Give what was held back as it is."""
        rest = self._once.close()
        self._give(self._twice.feed(rest) + self._twice.close())

    def _give(self, data: bytes) -> None:
        if data:
            self._outlet.give((data,))


class _Unescape:
    """One pass over %XX escapes, incremental."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        data = self._held + data
        cut = data.find(b"%", max(0, len(data) - _ESCAPE_BYTES + 1))
        if cut < 0:
            self._held = b""
            return unquote_to_bytes(data) if b"%" in data else data
        self._held = data[cut:]
        return unquote_to_bytes(data[:cut])

    def close(self) -> bytes:
        held, self._held = self._held, b""
        return held


def unescape_form(data: bytes) -> bytes:
    """A whole query or form as lines, decoded, twice where it was encoded twice."""
    return unescape(_lines(data))


def unescape(data: bytes) -> bytes:
    """Text without its percent escapes, without those inside them too."""
    return unquote_to_bytes(unquote_to_bytes(data))


def _lines(data: bytes) -> bytes:
    return data.translate(_FORM)
