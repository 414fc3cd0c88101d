"""Rotated captures of one sensor as one capture, in the order of their first frames."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from agent.capture.source import CaptureUnreadable, open_capture
from agent.frames import Damage, Frames

PEEK_BYTES = 1 << 16


class CaptureSequence:
    """What `Capture` is for one file, for several. Frame numbers count on from file to file.

    A file that cannot be read is left out and stands in `unreadable`; damage names its file.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        """Order the files by their first frame; each is opened again when its turn comes."""
        self.unreadable: list[CaptureUnreadable] = []
        self.damage: list[Damage] = []
        self.secrets: list[bytes] = []
        self.size = 0
        self.frames_total = 0
        begun = sorted(filter(None, map(self._begin, paths)))
        self._paths = [path for _, path, _ in begun]
        self.path = " + ".join(self._paths)
        digests = [digest for _, _, digest in begun]
        self.known_fingerprint = _joined(digests) if all(digests) else ""
        self._digests: list[str] = []

    def _begin(self, path: str) -> tuple[int, str, str] | None:
        try:
            with open_capture(path, PEEK_BYTES) as capture:
                first = next(iter(capture), None)
                return int(first.time_ns[0]) if first is not None else 0, path, capture.known_fingerprint
        except CaptureUnreadable as error:
            self.unreadable.append(error)
            return None

    @property
    def fingerprint(self) -> str:
        """What the sequence is known by: a digest of its captures' fingerprints in their order."""
        return self.known_fingerprint or _joined(self._digests)

    def __enter__(self) -> Self:
        """The sequence itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing stays open between files."""

    def __iter__(self) -> Iterator[Frames]:
        """Chunks of frames of all files; a chunk's buffer is reused when the next one is asked for."""
        for path in self._paths:
            before, taken = self.frames_total, 0
            try:
                with open_capture(path) as capture:
                    for frames in capture:
                        self.frames_total = before + capture.frames_total
                        self.secrets += capture.secrets[taken:]
                        taken = len(capture.secrets)
                        yield replace(frames, first_number=before + frames.first_number)
                    self.damage += [Damage(found.offset, f"{path}: {found.reason}") for found in capture.damage]
                    self.size += capture.size
                    self._digests.append(capture.fingerprint)
            except CaptureUnreadable as error:
                self.unreadable.append(error)


def _joined(digests: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(digests).encode()).hexdigest()
