"""The record protection of TLS 1.2 and before (RFC 5246 6), opened with a logged master secret."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from agent.protocols.tls.hello import ServerHello
from agent.protocols.tls.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

_GCM_128: Final = frozenset((0x009C, 0x009E, 0x00A0, 0x00A2, 0x00A8, 0x00AA, 0xC02B, 0xC02D, 0xC02F, 0xC031))
_GCM_256: Final = frozenset((0x009D, 0x009F, 0x00A1, 0x00A3, 0x00A9, 0x00AB, 0xC02C, 0xC02E, 0xC030, 0xC032))
_CHACHA: Final = frozenset((0xCCA8, 0xCCA9, 0xCCAA, 0xCCAB, 0xCCAC, 0xCCAD, 0xCCAE))
# suite -> (bytes of the key, hash of the MAC), AES in CBC mode
_CBC: Final = (
    dict.fromkeys((0x002F, 0x0032, 0x0033, 0xC004, 0xC009, 0xC00E, 0xC013), (16, "sha1"))
    | dict.fromkeys((0x0035, 0x0038, 0x0039, 0xC005, 0xC00A, 0xC00F, 0xC014), (32, "sha1"))
    | dict.fromkeys((0x003C, 0x0040, 0x0067, 0xC023, 0xC025, 0xC027, 0xC029), (16, "sha256"))
    | dict.fromkeys((0x003D, 0x006A, 0x006B), (32, "sha256"))
    | dict.fromkeys((0xC024, 0xC026, 0xC028, 0xC02A), (32, "sha384"))
)
_SHA384: Final = _GCM_256 | {suite for suite, (_, mac) in _CBC.items() if mac == "sha384"}
_BLOCK_BYTES: Final = 16
_TAG_BYTES: Final = 16
_EXPLICIT_BYTES: Final = 8
TLS_1_2: Final = 0x0303
_TLS_1_1: Final = 0x0302


class _Protection(Protocol):
    def open(self, record: Record, sequence: int) -> bytes | None: ...


@dataclass(slots=True)
class Classic:
    """One direction under one key; `sequence` is the number of the next record."""

    _protection: _Protection
    sequence: int = 0

    def open(self, record: Record, sequence: int) -> tuple[int, bytes] | None:
        """(content type, content) of a record with this number, None when it is another one's."""
        content = self._protection.open(record, sequence)
        return None if content is None else (record.type, content)


def classic_ciphers(master: bytes, client_random: bytes, hello: ServerHello) -> "Sequence[Classic] | None":
    """The ciphers of both directions, client to server first; None for a suite or a version that is not read."""
    suite = hello.suite
    if not _TLS_1_1 <= hello.version <= TLS_1_2:
        return None
    if suite in _GCM_128 or suite in _GCM_256:
        sizes = (0, 16 if suite in _GCM_128 else 32, 4)
    elif suite in _CHACHA:
        sizes = (0, 32, 12)
    elif suite in _CBC:
        key_bytes, mac = _CBC[suite]
        sizes = (hashlib.new(mac).digest_size, key_bytes, 0)
    else:
        return None
    block = _key_block(master, hello.random + client_random, 2 * sum(sizes), hello)
    macs, keys, ivs = _cut(block, sizes)
    if suite in _CBC:
        return [Classic(_Cbc(keys[side], macs[side], _CBC[suite][1], hello.encrypt_then_mac)) for side in (0, 1)]
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

    if suite in _CHACHA:
        return [Classic(_ChaCha(ChaCha20Poly1305(keys[side]), int.from_bytes(ivs[side], "big"))) for side in (0, 1)]
    return [Classic(_Gcm(AESGCM(keys[side]), ivs[side])) for side in (0, 1)]


def _cut(block: bytes, sizes: tuple[int, int, int]) -> list[tuple[bytes, bytes]]:
    """MAC keys, keys and IVs, each of the client and of the server (RFC 5246 6.3)."""
    pairs, at = [], 0
    for size in sizes:
        pairs.append((block[at : at + size], block[at + size : at + 2 * size]))
        at += 2 * size
    return pairs


def _key_block(master: bytes, seed: bytes, size: int, hello: ServerHello) -> bytes:
    """The key expansion of the master secret (RFC 5246 5, 6.3; before TLS 1.2 RFC 4346 5)."""
    label = b"key expansion" + seed
    if hello.version >= TLS_1_2:
        return _expanded(master, label, size, "sha384" if hello.suite in _SHA384 else "sha256")
    half = (len(master) + 1) // 2
    md5, sha1 = _expanded(master[:half], label, size, "md5"), _expanded(master[-half:], label, size, "sha1")
    return bytes(a ^ b for a, b in zip(md5, sha1, strict=True))


def _expanded(secret: bytes, seed: bytes, size: int, name: str) -> bytes:
    output, link = b"", seed
    while len(output) < size:
        link = hmac.digest(secret, link, name)
        output += hmac.digest(secret, link + seed, name)
    return output[:size]


def _additional(record: Record, sequence: int, size: int) -> bytes:
    """What is authenticated besides the content (RFC 5246 6.2.3)."""
    return sequence.to_bytes(8, "big") + record.header[:3] + size.to_bytes(2, "big")


@dataclass(frozen=True, slots=True)
class _Gcm:
    """AES-GCM with a nonce of which 8 bytes stand in the record (RFC 5288)."""

    aead: Any
    salt: bytes

    def open(self, record: Record, sequence: int) -> bytes | None:
        size = len(record.body) - _EXPLICIT_BYTES - _TAG_BYTES
        if size < 0:
            return None
        nonce = self.salt + record.body[:_EXPLICIT_BYTES]
        return _decrypted(self.aead, nonce, record.body[_EXPLICIT_BYTES:], _additional(record, sequence, size))


@dataclass(frozen=True, slots=True)
class _ChaCha:
    """ChaCha20-Poly1305 (RFC 7905)."""

    aead: Any
    iv: int

    def open(self, record: Record, sequence: int) -> bytes | None:
        size = len(record.body) - _TAG_BYTES
        if size < 0:
            return None
        nonce = (self.iv ^ sequence).to_bytes(12, "big")
        return _decrypted(self.aead, nonce, record.body, _additional(record, sequence, size))


def _decrypted(aead: Any, nonce: bytes, body: bytes, additional: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag

    try:
        content: bytes = aead.decrypt(nonce, body, additional)
    except (InvalidTag, ValueError):
        return None
    return content


@dataclass(frozen=True, slots=True)
class _Cbc:
    """AES-CBC with an explicit IV and HMAC (RFC 5246 6.2.3.2; the order turned round: RFC 7366)."""

    key: bytes
    mac_key: bytes
    mac: str
    encrypt_then_mac: bool

    def open(self, record: Record, sequence: int) -> bytes | None:
        size = len(self.mac_key)
        body = record.body[:-size] if self.encrypt_then_mac else record.body
        if len(body) < 2 * _BLOCK_BYTES or len(body) % _BLOCK_BYTES:
            return None
        plain = self._unpadded(self._deciphered(body))
        if plain is None:
            return None
        if self.encrypt_then_mac:
            return plain if self._is_sealed(record, sequence, body, record.body[-size:]) else None
        content, tag = plain[:-size], plain[-size:]
        return content if len(plain) >= size and self._is_sealed(record, sequence, content, tag) else None

    def _is_sealed(self, record: Record, sequence: int, data: bytes, tag: bytes) -> bool:
        expected = hmac.digest(self.mac_key, _additional(record, sequence, len(data)) + data, self.mac)
        return hmac.compare_digest(expected, tag)

    def _deciphered(self, body: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import AES
        from cryptography.hazmat.primitives.ciphers.modes import CBC

        work = Cipher(AES(self.key), CBC(body[:_BLOCK_BYTES])).decryptor()
        return work.update(body[_BLOCK_BYTES:]) + work.finalize()

    @staticmethod
    def _unpadded(plain: bytes) -> bytes | None:
        padding = plain[-1]
        if padding + 1 > len(plain) or plain[-padding - 1 :] != bytes((padding,)) * (padding + 1):
            return None
        return plain[: -padding - 1]
