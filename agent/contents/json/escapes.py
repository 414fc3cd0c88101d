r"""The \u and \/ escapes of JSON text resolved to UTF-8; those of JSON inside JSON strings too."""

import re
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Outlet
from agent.contents.json.records import Records
from policies.expression import expression
from policies.part import Buffer

_ESCAPES: Final = expression(rb"(?:\\{1,8}u[0-9a-fA-F]{4})+|\\{1,8}/")
_UNFINISHED: Final = expression(rb"(?:\\{1,8}u[dD][89abAB][0-9a-fA-F]{2})?\\{1,8}(?:u[0-9a-fA-F]{0,3})?\Z")
_UNPAIRED: Final = expression(rb"\\{1,8}u[dD][89abAB][0-9a-fA-F]{2}\Z")
_UNFINISHED_BYTES: Final = 32  # the longest thing _UNFINISHED can match is 8 + 5 + 8 + 4
_BACKSLASHES: Final = expression(rb"\\+u")


class Json:
    """JSON text without escapes, a record a line; text that needs neither is passed on as it is, not copied."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._records = Records(is_lines="ndjson" in outlet.type)
        self._held = b""

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Resolve escapes; one that is split between two pieces is held back."""
        laid_out = self._records.feed(pieces)
        if laid_out:
            self._resolve(laid_out, same=laid_out is pieces)

    def _resolve(self, pieces: Sequence[Buffer], *, same: bool) -> None:
        data = b"".join((self._held, *pieces))
        if not self._held and data.find(b"\\") < 0:
            if data:
                self._outlet.give(pieces, same=same)
            return
        cut = _unfinished(data)
        self._held = data[cut:]
        if cut:
            self._outlet.give((unescape(data[:cut]),))

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes."""
        self.close()
        return self._outlet.lose(size)

    def close(self) -> None:
        """Give what was held back."""
        self._resolve(self._records.end(), same=False)
        held, self._held = self._held, b""
        if held:
            self._outlet.give((unescape(held),))


def unescape(text: bytes) -> bytes:
    """Text with its escapes resolved; surrogate pairs are joined, lone surrogates become U+FFFD."""
    return _ESCAPES.sub(_resolved, text)


def _resolved(match: re.Match[bytes]) -> bytes:
    escape = match[0]
    if escape.endswith(b"/"):
        return b"/"
    units = bytes.fromhex(_BACKSLASHES.sub(b"", escape).decode("ascii"))
    return units.decode("utf-16-be", "replace").encode()


def _unfinished(data: bytes) -> int:
    """Where an escape, or a surrogate pair, that may go on behind the end begins; the length when none does."""
    start = max(0, len(data) - _UNFINISHED_BYTES)
    match = _UNFINISHED.search(data, start) or _UNPAIRED.search(data, start)
    return match.start() if match else len(data)
