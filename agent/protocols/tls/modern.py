"""The record protection of TLS 1.3 (RFC 8446 5.2, 7.3), opened with a logged traffic secret."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.protocols.tls.records import Record

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

_IV_BYTES: Final = 12
_SHA384_BYTES: Final = 48
_LABEL: Final = b"tls13 "


@dataclass(slots=True)
class Modern:
    """One direction under one traffic secret; `sequence` is the number of the next record."""

    _secret: bytes
    _hash: str
    _key_bytes: int
    _is_chacha: bool
    _aead: "AESGCM | ChaCha20Poly1305"
    _iv: int
    sequence: int = 0

    def open(self, record: Record, sequence: int) -> tuple[int, bytes] | None:
        """(content type, content) of a record with this number, None when it is another one's."""
        from cryptography.exceptions import InvalidTag

        nonce = (self._iv ^ sequence).to_bytes(_IV_BYTES, "big")
        try:
            inner = self._aead.decrypt(nonce, record.body, record.header)
        except (InvalidTag, ValueError):
            return None
        content = inner.rstrip(b"\0")
        return (content[-1], content[:-1]) if content else None

    def updated(self) -> "Modern":
        """The same direction after a key update (RFC 8446 7.2)."""
        secret = _expanded(self._secret, b"traffic upd", len(self._secret), self._hash)
        return _modern(secret, self._hash, self._key_bytes, is_chacha=self._is_chacha)


def modern_ciphers(secret: bytes) -> Iterator[Modern]:
    """What a traffic secret may be for: its length tells the hash, the hash leaves two ciphers (RFC 8446 B.4)."""
    if len(secret) == _SHA384_BYTES:
        yield _modern(secret, "sha384", 32, is_chacha=False)
    elif len(secret) == hashlib.sha256().digest_size:
        yield _modern(secret, "sha256", 16, is_chacha=False)
        yield _modern(secret, "sha256", 32, is_chacha=True)


def _modern(secret: bytes, name: str, key_bytes: int, *, is_chacha: bool) -> Modern:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

    key = _expanded(secret, b"key", key_bytes, name)
    iv = int.from_bytes(_expanded(secret, b"iv", _IV_BYTES, name), "big")
    return Modern(secret, name, key_bytes, is_chacha, ChaCha20Poly1305(key) if is_chacha else AESGCM(key), iv)


def _expanded(secret: bytes, label: bytes, size: int, name: str) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446 7.1, RFC 5869 2.3)."""
    # No key, IV or secret is longer than the hash, so the first block is all of it.
    label = _LABEL + label
    info = size.to_bytes(2, "big") + bytes((len(label),)) + label + b"\0"
    return hmac.digest(secret, info + b"\1", name)[:size]
