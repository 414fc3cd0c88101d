"""Percent-encoding (RFC 3986 2.1) and forms (application/x-www-form-urlencoded), `key=value` between tabs."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from agent.contents.format import Outlet
from policies.expression import expression
from policies.part import Buffer

_FORM: Final = bytes.maketrans(b"&+", b"\t ")
_ESCAPE_BYTES: Final = 3
_ESCAPE: Final = expression(rb"%[0-9A-Fa-f]{2}")
_TELLING: Final = 3  # escapes among the first bytes of a part


class Form:
    """A form as one line, because it is one record. Values that were encoded twice are decoded twice."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._once = _Unescape()
        self._twice = _Unescape()

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decode; an escape that is split between two pieces is held back."""
        self._give(self._twice.feed(self._once.feed(_fields(b"".join(pieces)))))

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


def is_percent_encoded(head: bytes) -> bool:
    """Whether the beginning of a text is mostly percent-encoded, whatever its declared type."""
    return head.count(b"%") >= _TELLING and len(_ESCAPE.findall(head)) >= _TELLING


def _fields(data: bytes) -> bytes:
    return data.translate(_FORM)
