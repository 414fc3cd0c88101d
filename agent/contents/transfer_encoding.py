"""Transfer encodings of mail, decoded as they arrive: base64, quoted-printable (RFC 2045 6) and uuencode (POSIX)."""

import binascii
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Outlet
from policies.expression import expression
from policies.part import Buffer

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OTHERS: Final = bytes(set(range(256)) - set(_ALPHABET) - {ord("=")})
_PADDED_BREAK: Final = expression(rb"=[ \t]+(?=\r?\n)")
UUENCODE_MAGIC: Final = b"begin 644 "
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
        if b"= " in data or b"=\t" in data:
            data = _PADDED_BREAK.sub(b"=", data)  # white space at the end of a line is none (RFC 2045 6.7)
        if data:
            self._outlet.give((binascii.a2b_qp(data),))


class Uuencode:
    """uuencode: lines of a length and characters between `begin` and `end`; other lines are text."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._held = b""

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decode whole lines."""
        data = self._held + b"".join(pieces)
        cut = data.rfind(b"\n") + 1
        if len(data) - cut > _LINE_BYTES:
            cut = len(data)
        self._held = data[cut:]
        self._decode(data[:cut])

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes, with the next line."""
        self.close()
        return self._outlet.lose(size)

    def close(self) -> None:
        """Decode the last line."""
        held, self._held = self._held, b""
        self._decode(held)

    def _decode(self, data: bytes) -> None:
        decoded = b"".join(map(_line, data.splitlines(keepends=True)))
        if decoded:
            self._outlet.give((decoded,))


def _line(line: bytes) -> bytes:
    """What a line of uuencode holds; the line itself where it is none."""
    if line.startswith(b"begin ") or line.rstrip() in (b"end", b"`", b""):
        return b""
    characters = line.rstrip(b"\r\n")
    if len(characters) > 1 + (characters[0] - 0x20 & 0x3F) * 4 / 3 + 5:
        return line  # longer than its length says, with a checksum at most
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return line
