"""What the versions of NFS share: files, names, and how a call or reply becomes stretches."""

from typing import Final

from agent.contents.format import Inlet
from agent.contents.scattered.files import Files, OpenFile
from agent.contents.scattered.names import Names
from agent.contents.stretches import Command
from agent.protocols.nfs.listing import Entry, names
from agent.protocols.nfs.xdr import Cursor
from agent.protocols.reader import Sink

WRITTEN: Final = "nfs.write"
READ_BACK: Final = "nfs.read"
"""Paths of parts that hold data of files."""
_PADDING: Final = 3


class Service:
    """One direction of a conversation."""

    __slots__ = ("_listing", "_sink", "direction", "files", "names")

    def __init__(self, sink: Sink, direction: int, files: Files) -> None:
        self._sink = sink
        self.direction = direction
        self.files = files
        self.names = Names(self._begin_names if sink.wants(direction) else None)
        self._listing: Inlet | None = None

    @property
    def answers_matter(self) -> bool:
        """Whether what is asked need be remembered until it is answered."""
        return self._sink.wants(1 - self.direction)

    def close(self) -> None:
        """The direction is over."""
        self.names.close()
        self.end_listing()
        self.files.close(self.direction)

    def data(self, cursor: Cursor, left: int, path: str, file: OpenFile | None, offset: int) -> Command:
        """Data of a file behind their length, padded to four bytes; the rest of the message is not read."""
        length = cursor.u32()
        start = cursor.at
        size = min(left, start + length + -length % 4)
        part = self.files.part(self.direction, path, file) if length and not cursor.is_short else None
        if part is not None:
            part.piece(offset)
        if cursor.is_short:
            return Command(left, start)
        read = start if length else size
        return Command(size, read, start, length, part)

    def list(self, cursor: Cursor, entry: Entry) -> bool:
        """Give the names of the entries that are there; whether the list is over."""
        found, is_over = names(cursor, entry)
        text = "".join(f"{name}\n" for name in found if name not in (".", ".."))
        if text and self._sink.wants(self.direction):
            if self._listing is None:
                self._listing = self._sink.begin(self.direction, "nfs.listing", type=None)
            self._listing.write((text.encode("utf-8", "surrogateescape"),))
        if is_over:
            self.end_listing()
        return is_over

    def end_listing(self) -> None:
        """No more entries come."""
        if self._listing is not None:
            self._listing.end()
            self._listing = None

    def _begin_names(self) -> Inlet:
        return self._sink.begin(self.direction, "nfs.names", type=None)
