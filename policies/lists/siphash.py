"""SipHash-2-4 of many short values at once: a keyed hash that tells nothing of a value without the key.

Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

KEY_BYTES: Final = 16
_WORD: Final = 8

Words = NDArray[np.uint64]


def siphash(rows: NDArray[np.uint8], key: bytes) -> Words:
    """The hash of each row, (n,), of values of one length, (n, length); `key` has 16 bytes.

    Raises:
        ValueError: the key has another length.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"the key has {len(key)} bytes, not {KEY_BYTES}")
    first, second = (int.from_bytes(key[at : at + _WORD], "little") for at in (0, _WORD))
    state = [
        np.full(len(rows), word ^ half, np.uint64)
        for word, half in (
            (0x736F6D6570736575, first),
            (0x646F72616E646F6D, second),
            (0x6C7967656E657261, first),
            (0x7465646279746573, second),
        )
    ]
    for word in _words(rows).T:
        state[3] ^= word
        _rounds(state, 2)
        state[0] ^= word
    state[2] ^= np.uint64(0xFF)
    _rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _words(rows: NDArray[np.uint8]) -> Words:
    """Eight bytes a word, the last one filled with zeros and the length in its highest byte, (n, words)."""
    count, length = rows.shape
    padded = np.zeros((count, length // _WORD * _WORD + _WORD), np.uint8)
    padded[:, :length] = rows
    padded[:, -1] = length & 0xFF
    return padded.view("<u8").astype(np.uint64, copy=False)


def _rounds(state: list[Words], rounds: int) -> None:
    a, b, c, d = state
    for _ in range(rounds):
        a = a + b
        c = c + d
        b = _turned(b, 13) ^ a
        d = _turned(d, 16) ^ c
        a = _turned(a, 32)
        c = c + b
        a = a + d
        b = _turned(b, 17) ^ c
        d = _turned(d, 21) ^ a
        c = _turned(c, 32)
    state[:] = a, b, c, d


def _turned(words: Words, bits: int) -> Words:
    return (words << np.uint64(bits)) | (words >> np.uint64(64 - bits))
