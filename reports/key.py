"""The key of the digests: 32 random bytes in a file only its owner can read, never in the database.

`KOUAN_KEY_FILE` names the file, else it is `<database>.key`; it is made on first use. Values are
counted and compared by digests under this key; who has the key can test a guess, so it is kept apart
from every export.
"""

import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from reports.unavailable import StoreUnavailable

VARIABLE: Final = "KOUAN_KEY_FILE"
NEW_BYTES: Final = 32
MIN_BYTES: Final = 32
MAX_BYTES: Final = 64
"""The longest key of BLAKE2b (RFC 7693 2.1)."""


@dataclass(frozen=True, slots=True)
class DigestKey:
    """The secret, which no repr shows, and the id that stands on every digest made with it."""

    secret: bytes = field(repr=False)
    id: str


def digest_key(database: Path, environment: Mapping[str, str] = os.environ) -> DigestKey:
    """The key for the record at `database`, made where it does not exist yet.

    Raises:
        StoreUnavailable: the file cannot be read or made, others may read it, or it is no key.
    """
    named = environment.get(VARIABLE)
    path = Path(named) if named else database.with_name(database.name + ".key")
    try:
        if not path.exists():
            _make(path)
        secret = _read(path)
    except OSError as error:
        raise StoreUnavailable(path, f"the digest key cannot be read or made: {error.strerror}") from None
    return DigestKey(secret, key_id(secret))


def key_id(secret: bytes) -> str:
    """A short name of a key that tells nothing of it: hex of keyed BLAKE2b-64."""
    return hashlib.blake2b(b"kouan key id", key=secret, digest_size=8).hexdigest()


def _make(path: Path) -> None:
    # Written beside and linked into place: no other process ever reads half a key, the first one wins.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(NEW_BYTES))
        os.fsync(descriptor)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.close(descriptor)
        draft.unlink()


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise StoreUnavailable(path, "the digest key must be a plain file")
        if status.st_mode & 0o077:
            mode = stat.S_IMODE(status.st_mode)
            raise StoreUnavailable(path, f"others may read the digest key (mode {mode:04o}); run: chmod 600 {path}")
        if status.st_uid not in {os.geteuid(), 0}:
            raise StoreUnavailable(path, "the digest key belongs to another user")
        secret = file.read(MAX_BYTES + 1)
    if not MIN_BYTES <= len(secret) <= MAX_BYTES:
        size = f"{len(secret)}" if len(secret) <= MAX_BYTES else f"more than {MAX_BYTES}"
        raise StoreUnavailable(path, f"the digest key has {size} bytes; it needs {MIN_BYTES} to {MAX_BYTES}")
    return secret
