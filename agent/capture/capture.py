"""A capture: frames in chunks, and what is known of it once they have passed."""

from collections import Counter
from collections.abc import Iterator
from io import FileIO
from types import TracebackType
from typing import Self

import numpy as np

from agent.capture.records import Reader, Records
from agent.capture.window import ByteSource, Window
from agent.frames import SLACK, Damage, Frames


class CaptureUnreadable(Exception):
    """No frame of this source can be read; the operator has to look at it."""

    def __init__(self, path: str, reason: str) -> None:
        """Say where and why; the message is both."""
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Capture:
    """Frames of one capture, to be iterated once and closed.

    `damage`, `fingerprint` (64 hexadecimal digits), `size` (decompressed bytes), `frames_total` and `link_types`
    (frames by LINKTYPE_ value) are complete when the iteration has ended. `secrets`, the key logs that the capture
    itself carries, grows as it goes.
    """

    def __init__(
        self, path: str, file: FileIO, source: ByteSource, reader: Reader, chunk_bytes: int, known_fingerprint: str = ""
    ) -> None:
        """Take an open file, the decompressed bytes of it and the format that reads them.

        `known_fingerprint` is the capture's where it could be told before reading, so that a file that grows
        meanwhile keeps the name it began with.
        """
        self.path = path
        self.damage: list[Damage] = []
        self.frames_total = 0
        self.link_types: Counter[int] = Counter()
        self._file = file
        self._source = source
        self._reader = reader
        self._window = Window(source, chunk_bytes)
        self.known_fingerprint = known_fingerprint

    @property
    def secrets(self) -> list[bytes]:
        """Contents of the Decryption Secrets Blocks read so far."""
        return self._reader.secrets

    @property
    def size(self) -> int:
        """Decompressed bytes read so far."""
        return self._window.size

    @property
    def fingerprint(self) -> str:
        """What the capture is known by: see `agent.capture.fingerprint`."""
        return self.known_fingerprint or self._window.fingerprint

    def __enter__(self) -> Self:
        """The capture itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def __iter__(self) -> Iterator[Frames]:
        """Chunks of frames; a chunk's buffer is reused when the next one is asked for."""
        window = self._window
        window.skip(self._reader.header_bytes)
        while True:
            records = self._reader.read(window.buffer, window.length, window.offset)
            self.damage += records.damage
            if len(records.start):
                yield self._frames(records)
            if records.stopped or window.ended:
                break
            window.advance(records.consumed)
        self._end(records)

    def _frames(self, records: Records) -> Frames:
        first_number = self.frames_total + 1
        self.frames_total += len(records.start)
        counts = np.bincount(records.link)
        links = np.flatnonzero(counts)
        self.link_types.update(dict(zip(links.tolist(), counts[links].tolist(), strict=True)))
        return Frames(
            buffer=self._window.buffer[: self._window.length + SLACK],
            start=records.start,
            captured=records.captured,
            wire=records.wire,
            time_ns=records.time_ns,
            link=records.link,
            first_number=first_number,
            file_offset=self._window.offset,
        )

    def _end(self, records: Records) -> None:
        """Say what could not be read, and read on to the end for size and fingerprint."""
        left = self._window.length - records.consumed
        at = self._window.offset + records.consumed
        self._window.drain()
        if self._source.fault:
            self.damage.append(Damage(self._window.size, self._source.fault))
        elif left and not records.stopped:
            self.damage.append(Damage(at, f"cut short: {left} bytes are left of the last record"))
