"""The transfer encodings of MIME (RFC 2045 6): base64 and quoted-printable, decoded as they arrive."""

import binascii
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Outlet
from policies.part import Buffer

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OTHERS: Final = bytes(set(range(256)) - set(_ALPHABET) - {ord("=")})
_LINE_BYTES: Final = 1024  # a quoted-printable line has at most 76; a longer one is cut


class Base64:
    """base64 with line breaks; characters outside the alphabet are ignored (RFC 2045 6.8)."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decode whole groups of four characters; padding ends a run of them."""
        runs = (self._held + b"".join(pieces).translate(None, _OTHERS)).split(b"=")
        for run in runs[:-1]:
            self._give(_padded(run))
        cut = len(runs[-1]) // 4 * 4
        self._held = runs[-1][cut:]
        self._give(runs[-1][:cut])

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """Decode the last group, padded."""
        self._give(_padded(self._held))

    def _give(self, characters: bytes) -> None:
        if characters:
            self._outlet.give((binascii.a2b_base64(characters),))


def _padded(run: bytes) -> bytes:
    """A run of characters made whole; one character alone over a group holds no byte."""
    whole = run[: len(run) - (len(run) % 4 == 1)]
    return whole + b"=" * (-len(whole) % 4)


class QuotedPrintable:
    """quoted-printable, line by line."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decode whole lines."""
        data = self._held + b"".join(pieces)
        cut = data.rfind(b"\n") + 1
        if len(data) - cut > _LINE_BYTES:
            escape = data.rfind(b"=", len(data) - 2)
            cut = len(data) if escape < 0 else escape
        self._held = data[cut:]
        self._give(data[:cut])

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes."""
        self.close()
        return self._outlet.lose(size)

    def close(self) -> None:
        """Decode the last line."""
        held, self._held = self._held, b""
        self._give(held)

    def _give(self, data: bytes) -> None:
        if data:
            self._outlet.give((binascii.a2b_qp(data),))
