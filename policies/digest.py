"""Keyed digests: equal values have equal digests, and without the key no digest can be turned back or tested."""

from hashlib import blake2b
from typing import Final

DIGEST_BYTES: Final = 16
KEY_BYTES: Final = 32


def digest(key: bytes, normal: bytes) -> bytes:
    """The 16-byte keyed BLAKE2b (RFC 7693) of a value's normal form.

    Raises:
        ValueError: the key is longer than 64 bytes.
    """
    return blake2b(normal, key=key, digest_size=DIGEST_BYTES).digest()


def key_id(key: bytes) -> str:
    """What names a key without telling it, 16 hexadecimal digits; counts under two keys are never merged."""
    return blake2b(b"kouan key id", key=key, digest_size=8).hexdigest()
