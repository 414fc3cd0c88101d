"""Fingerprints of a text: what of it is remembered so that a passage of it is known again.

Winnowing (Schleimer, Wilkerson, Aiken, "Winnowing: local algorithms for document fingerprinting", 2003): of every 32
hashes of 32 bytes in a row the least is a fingerprint, so every passage of 63 bytes has one, whatever stands around it.
White space, punctuation and case of ASCII do not matter.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.lists.siphash import siphash
from policies.lists.tokens import Bytes

GRAM_BYTES: Final = 32
WINDOW: Final = 32
_DOUBLINGS: Final = 5

_KEPT: Final = np.array([chr(b).isalnum() if b < 0x80 else True for b in range(256)])
_LOWER: Final = np.frombuffer(bytes(range(256)).lower(), np.uint8)

# Arithmetic is modulo 2**64: an odd base has an inverse there, so the hash of every window is a difference of sums.
_BASE: Final = 0x9E3779B97F4A7C15
_INVERSE: Final = pow(_BASE, -1, 1 << 64)

Hashes = NDArray[np.uint64]


def normal_text(text: Bytes) -> Bytes:
    """Letters and digits of ASCII, lower case, and everything beyond ASCII."""
    normal: Bytes = _LOWER[text[_KEPT[text]]]
    return normal


def fingerprints(normal: Bytes, key: bytes) -> Hashes:
    """The fingerprints of a normal text under the key (16 bytes), ascending, each once."""
    if len(normal) < GRAM_BYTES:
        return np.zeros(0, np.uint64)
    least = _grams(normal)
    for step in range(_DOUBLINGS):
        reach = 1 << step
        if len(least) > reach:
            least = np.minimum(least[:-reach], least[reach:])
    chosen = np.unique(least)
    return np.unique(siphash(chosen.astype("<u8").view(np.uint8).reshape(-1, 8), key))


def _grams(normal: Bytes) -> Hashes:
    """A hash of every 32 bytes in a row."""
    count = len(normal)
    powers = _powers(_BASE, count)
    sums = np.zeros(count + 1, np.uint64)
    np.cumsum(normal.astype(np.uint64) * powers, out=sums[1:])
    windows = count - GRAM_BYTES + 1
    return _mixed((sums[GRAM_BYTES:] - sums[:windows]) * _powers(_INVERSE, windows))


def _powers(base: int, count: int) -> Hashes:
    """1, base, base², … modulo 2**64."""
    factors = np.full(count, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _mixed(words: Hashes) -> Hashes:
    """Every bit of the result depends on every bit of the word (the finaliser of MurmurHash3)."""
    words = (words ^ (words >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    words = (words ^ (words >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return words ^ (words >> np.uint64(33))
