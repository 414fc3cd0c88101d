"""Values of SQL Server as text (MS-TDS 2.2.5.5)."""

import struct
from collections.abc import Callable
from datetime import date as day
from functools import lru_cache
from typing import Final
from uuid import UUID

Decode = Callable[[bytes], bytes]

_EPOCH: Final = day(1900, 1, 1).toordinal()
_FIRST_DAY: Final = 1
_TICKS: Final = 300
_CHINESE: Final = {0x0804: "gb18030", 0x1004: "gb18030", 0x0404: "big5hkscs", 0x0C04: "big5hkscs", 0x1404: "big5hkscs"}
_UTF_8: Final = 0x04


def integer(value: bytes) -> bytes:
    """A number, least byte first; one byte has no sign."""
    return b"%d" % int.from_bytes(value, "little", signed=len(value) > 1)


def real(value: bytes) -> bytes:
    """A number in IEEE 754."""
    form = {4: "<f", 8: "<d"}.get(len(value))
    if form is None:
        return value
    number: float = struct.unpack(form, value)[0]
    return repr(number).encode()


def money(value: bytes) -> bytes:
    """Ten-thousandths; of eight bytes the higher four stand first."""
    number = int.from_bytes(value[4:] + value[:4] if len(value) == 8 else value, "little", signed=True)
    return b"%s%d.%04d" % (b"-" * (number < 0), *divmod(abs(number), 10_000))


def moment(value: bytes) -> bytes:
    """Days since 1900 with three-hundredths of a second, or with minutes."""
    if len(value) == 8:
        days, ticks = struct.unpack("<iI", value)
        return _text(_EPOCH, days, ticks // _TICKS)
    if len(value) == 4:
        days, minutes = struct.unpack("<HH", value)
        return _text(_EPOCH, days, 60 * minutes)
    return value


def date(value: bytes) -> bytes:
    """Days since the year 1."""
    return _text(_FIRST_DAY, int.from_bytes(value[:3], "little"), 0)[:10]


def time(scale: int) -> Decode:
    """Parts of a second since midnight; behind them a date, and the offset of a zone."""

    def decode(value: bytes) -> bytes:
        size = {0: 3, 1: 3, 2: 3, 3: 4, 4: 4}.get(scale, 5)
        seconds = int.from_bytes(value[:size], "little") // 10 ** min(scale, 7)
        days = int.from_bytes(value[size : size + 3], "little")
        text = _text(_FIRST_DAY, days, seconds)
        return text if len(value) > size else text[-8:]

    return decode


def decimal(scale: int) -> Decode:
    """A sign and a whole number of parts."""

    def decode(value: bytes) -> bytes:
        digits = b"%d" % int.from_bytes(value[1:], "little")
        digits = digits.rjust(scale + 1, b"0")
        point = len(digits) - scale
        return b"-" * (value[:1] == b"\0") + digits[:point] + (b"." + digits[point:] if scale else b"")

    return decode


def guid(value: bytes) -> bytes:
    """A UUID, its first fields least byte first."""
    return str(UUID(bytes_le=value)).encode() if len(value) == 16 else value


def wide(value: bytes) -> bytes:
    """UTF-16."""
    return value.decode("utf-16-le", "replace").encode()


def narrow(collation: bytes) -> Decode:
    """Text in the character set of a collation: Chinese ones are made UTF-8."""
    codec = _CHINESE.get(int.from_bytes(collation[:2], "little"))
    if codec is None or (len(collation) > 3 and collation[3] & _UTF_8):
        return same
    return lambda value: value.decode(codec, "replace").encode()


def same(value: bytes) -> bytes:
    """Bytes as they are."""
    return value


def _text(first: int, days: int, seconds: int) -> bytes:
    """The moment so many days behind the day with a number."""
    more, seconds = divmod(seconds, 86_400)
    minutes, seconds = divmod(seconds, 60)
    return b"%s %02d:%02d:%02d" % (_day(first + days + more), *divmod(minutes, 60), seconds)


@lru_cache(maxsize=4096)
def _day(number: int) -> bytes:
    return day.fromordinal(number).isoformat().encode() if 0 < number <= day.max.toordinal() else b""
