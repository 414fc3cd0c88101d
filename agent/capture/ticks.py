"""Clock ticks of pcapng interfaces as nanoseconds, saturating instead of wrapping."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

BASE_TWO: Final = 0x80
"""The bit of if_tsresol that makes the rest an exponent of two instead of ten (pcapng 4.2)."""
MAX_NS: Final = np.iinfo(np.int64).max
MIN_NS: Final = np.iinfo(np.int64).min
GIGA: Final = 1_000_000_000


def nanoseconds(ticks: NDArray[np.uint64], resolution: int) -> NDArray[np.int64]:
    """Convert ticks to nanoseconds, rounding down.

    Args:
        ticks: (n,) since 1970 or the interface's own beginning.
        resolution: if_tsresol, 0..255: ticks per second as a power of ten, or of two with `BASE_TWO`.

    Returns:
        (n,) nanoseconds, the largest possible where the value is beyond it.
    """
    if resolution & BASE_TWO:
        return _from_binary(ticks, resolution & ~BASE_TWO)
    if resolution <= 9:
        return _scaled(ticks, 10 ** (9 - resolution))
    divisor = 10 ** (resolution - 9)
    return (ticks // np.uint64(divisor)).astype(np.int64) if divisor < 2**64 else np.zeros(len(ticks), np.int64)


def shifted(time_ns: NDArray[np.int64], seconds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add if_tsoffset, (n,) seconds, to times, saturating at both ends."""
    limit = MAX_NS // GIGA
    offset = np.clip(seconds, -limit, limit) * GIGA
    total = time_ns + offset
    wrapped = ((time_ns ^ total) & (offset ^ total)) < 0
    return np.where(wrapped, np.where(offset > 0, MAX_NS, MIN_NS), total)


def _scaled(ticks: NDArray[np.uint64], factor: int) -> NDArray[np.int64]:
    most = MAX_NS // factor
    product = np.minimum(ticks, np.uint64(most)).astype(np.int64) * factor
    return np.where(ticks > np.uint64(most), MAX_NS, product)


def _from_binary(ticks: NDArray[np.uint64], exponent: int) -> NDArray[np.int64]:
    if exponent >= 64:
        return np.zeros(len(ticks), np.int64)
    seconds = ticks >> np.uint64(exponent)
    fraction = ticks & np.uint64((1 << exponent) - 1)
    # A fraction times 10**9 must fit 64 bits, so bits of under a quarter nanosecond go first.
    spare = max(exponent - 34, 0)
    fraction_ns = (fraction >> np.uint64(spare)) * np.uint64(GIGA) >> np.uint64(exponent - spare)
    whole = _scaled(seconds, GIGA)
    return np.where(whole > MAX_NS - GIGA, MAX_NS, whole + fraction_ns.astype(np.int64))
