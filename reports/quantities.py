"""Numbers, volumes and times as people read them (pure)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UNITS: Final = ("B", "kB", "MB", "GB", "TB", "PB")
STEP: Final = 1000
LONGEST: Final = 34


def count(number: int) -> str:
    """A whole number with thin groups, like `12,345`."""
    return f"{number:,}"


def volume(size: int) -> str:
    """Bytes in decimal units with three digits (IEC 80000-13), like `1.25 MB`."""
    value, unit = float(size), 0
    while value >= STEP - 0.5 and unit < len(UNITS) - 1:
        value, unit = value / STEP, unit + 1
    if not unit:
        return f"{size} B"
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f} {UNITS[unit]}"


def share(part: int, whole: int) -> str:
    """A percentage that is 0 or 100 only where it is exactly so."""
    if not whole:
        return "–"
    if 0 < part < whole:
        return f"{min(max(part / whole * 100, 0.1), 99.9):.1f} %"
    return f"{part / whole:.0%}".replace("%", " %")


def shorten(text: str) -> str:
    """At most 34 characters, the middle left out."""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]}…{text[-half + 1 :]}"


def moments(zone: str) -> Callable[[int], str]:
    """How times in ns since 1970 UTC are written in an IANA zone, like `2026-11-22 16:00:00 +08:00`."""
    place = _zone(zone)

    def moment(time_ns: int) -> str:
        whole = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=time_ns // 1_000_000_000)
        text = whole.astimezone(place).isoformat(sep=" ")
        return f"{text[:19]} {text[19:]}"

    return moment


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
