"""The process that reads one PDF document: begun, heard and ended here."""

import struct
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import IO, TYPE_CHECKING, Final, Self

from agent.contents.pdf import extract

if TYPE_CHECKING:
    import subprocess

LIBRARY: Final = "pypdfium2"
MEMORY_BYTES: Final = 640 << 20
CPU_SECONDS: Final = 10
FRAME_BYTES: Final = 64 << 20
"""Largest frame that is believed."""

_HEAD: Final = struct.Struct(">II")
_FAILURES: Final = {0: "", extract.ENCRYPTED: "encrypted", extract.DAMAGED: "damaged"}


class Extraction:
    """What a document holds, frame by frame. `failure` says afterwards why it is not all, "" when it is."""

    def __init__(self, document: IO[bytes]) -> None:
        self.failure = ""
        self._document = document
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        import subprocess
        from importlib.util import find_spec

        if find_spec(LIBRARY) is None:
            self.failure = f"needs the library {LIBRARY}"
            return self
        self._document.seek(0)
        self._document.flush()
        command = [sys.executable, "-I", str(extract.__file__), str(MEMORY_BYTES), str(CPU_SECONDS)]
        self._process = subprocess.Popen(
            command, stdin=self._document.fileno(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def frames(self) -> Iterator[tuple[str, bytes]]:
        """Names ("" for the text of a page) and data."""
        if self._process is None or self._process.stdout is None:
            return
        out = self._process.stdout
        while len(head := out.read(_HEAD.size)) == _HEAD.size:
            name_bytes, size = _HEAD.unpack(head)
            if name_bytes + size > FRAME_BYTES:
                break
            yield out.read(name_bytes).decode("utf-8", "replace"), out.read(size)
        self._process.kill()
        self.failure = _FAILURES.get(self._process.wait(), "too costly")
