"""Check digits of the numbers Kouan recognises, over ASCII bytes that were already matched by shape."""

from collections.abc import Sequence
from operator import mul
from typing import Final

_ZERO: Final = ord("0")
_PLAIN: Final = bytes(range(256)).translate(bytes((c - _ZERO) % 256 for c in range(256)))
_DOUBLED: Final = bytes((d * 2 - 9 * (d > 4)) if 0 <= (d := c - _ZERO) <= 9 else 0 for c in range(256))

_RESIDENT_WEIGHTS: Final = tuple(2**power % 11 for power in range(17, 0, -1))
_RESIDENT_CHECK: Final = b"10X98765432"

_USCC_ALPHABET: Final = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS: Final = tuple(3**power % 31 for power in range(17))

_ORGANISATION_ALPHABET: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

_VIN_VALUES: Final = dict(
    zip(b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"), strict=True)
)
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def luhn(digits: bytes) -> bool:
    """Whether the last digit agrees (ISO/IEC 7812-1 annex B).

    >>> luhn(b"6200000000000005")
    True
    """
    return (sum(digits[-1::-2].translate(_PLAIN)) + sum(digits[-2::-2].translate(_DOUBLED))) % 10 == 0


def resident_check(body: bytes) -> int:
    """The 18th character (ASCII) for the 17 digits before it (ISO 7064 MOD 11-2, GB 11643)."""
    return _RESIDENT_CHECK[_weighted(body.translate(_PLAIN), _RESIDENT_WEIGHTS) % 11]


def uscc_check(body: bytes) -> int:
    """The 18th character (ASCII) of a unified social credit code for the 17 before it (GB 32100, modulus 31).

    Raises:
        ValueError: a character outside the code's alphabet (digits and capitals without I, O, S, V, Z).
    """
    values = list(map(_USCC_ALPHABET.index, body))
    return _USCC_ALPHABET[-_weighted(values, _USCC_WEIGHTS) % 31]


def organisation_check(body: bytes) -> int:
    """The 9th character (ASCII) of an organisation code for the 8 before it (GB 11714, modulus 11).

    Raises:
        ValueError: a character that is no digit and no capital.
    """
    values = list(map(_ORGANISATION_ALPHABET.index, body))
    return b"0123456789X0"[11 - _weighted(values, _ORGANISATION_WEIGHTS) % 11]


def vin_check(vin: bytes) -> int:
    """The character (ASCII) that belongs at the 9th place of 17 (GB 16735, 49 CFR 565.15).

    Raises:
        KeyError: a character that no vehicle number has (I, O, Q, lower case).
    """
    return b"0123456789X"[_weighted([_VIN_VALUES[c] for c in vin], _VIN_WEIGHTS) % 11]


def _weighted(values: Sequence[int], weights: Sequence[int]) -> int:
    return sum(map(mul, values, weights))
