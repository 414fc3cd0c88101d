"""What is dear to make, kept between runs: a folder of entries that only this user can have written."""

import hashlib
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

MOST_ENTRIES: Final = 16
"""Entries of one kind (file name extension) that are kept; the oldest go."""

_DIGEST_BYTES: Final = hashlib.sha256().digest_size


def read_entry(entry: Path) -> bytes | None:
    """What an earlier run wrote; None when there is nothing, it is damaged, or somebody else could have written it."""
    if not _only_ours(entry.parent):
        return None
    with suppress(OSError):
        descriptor = os.open(entry, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            if _writable_by_us_only(os.fstat(descriptor), stat.S_IFREG):
                digest, content = file.read(_DIGEST_BYTES), file.read()
                return content if hashlib.sha256(content).digest() == digest else None
    return None


def write_entry(entry: Path, content: bytes) -> None:
    """Keep something for the next run; a folder that cannot be written is no error."""
    with suppress(OSError):
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _only_ours(entry.parent):
            return
        temporary = entry.with_suffix(f".{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        temporary.replace(entry)
        _prune(entry.parent.glob(f"*{entry.suffix}"))


def _prune(entries: Iterable[Path]) -> None:
    newest = sorted(entries, key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in newest[MOST_ENTRIES:]:
        entry.unlink()


def _only_ours(directory: Path) -> bool:
    try:
        return _writable_by_us_only(os.lstat(directory), stat.S_IFDIR)
    except OSError:
        return False


def _writable_by_us_only(status: os.stat_result, kind: int) -> bool:
    return stat.S_IFMT(status.st_mode) == kind and status.st_uid == os.geteuid() and not status.st_mode & 0o022
