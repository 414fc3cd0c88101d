"""The files of one conversation: opened under a name, known by an id, asked for and answered.

A direction is 0 or 1; which of them is the client's shows in what is sent: a capture that begins in the middle may have
the two sides the wrong way round.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Generic, TypeVar

from agent.contents.format import Inlet
from agent.contents.scattered.pieces import Place, Scattered, Store

MOST_FILES: Final = 512
MOST_PENDING: Final = 4096
"""Requests that can wait for their responses: those of a whole chunk come before the first response."""
MOST_OPENING: Final = 64
MOST_PARTS: Final = 2 * MOST_FILES
"""Files whose parts can be open: also of those that are closed, but whose last answers have not come."""
NAME_CHARACTERS: Final = 512
"""What is kept of a name."""

Value = TypeVar("Value")


@dataclass(slots=True, eq=False)
class OpenFile:
    """One open of one file. `start` is None where it was open before the capture began."""

    name: str = ""
    start: int | None = 0
    id: bytes = b""  # as far as is known, or was guessed
    is_bound: bool = False  # it has an id, or needs none
    parts: list[Scattered | None] = field(default_factory=lambda: [None, None])

    def close(self, direction: int, damage: str = "") -> None:
        """Nothing more of the file comes in a direction."""
        part, self.parts[direction] = self.parts[direction], None
        if part is not None:
            part.close(damage)


@dataclass(frozen=True, slots=True)
class Opening:
    """A request to open a file, and the file as it was taken for."""

    name: str
    file: OpenFile


@dataclass(frozen=True, slots=True)
class Request:
    """What a response needs to know of its request."""

    file: OpenFile | None = None
    offset: int = 0
    level: int = 0  # information class of a listing


class Recent(Generic[Value]):
    """The latest values by key; the oldest are dropped."""

    __slots__ = ("_drop", "_most", "values")

    def __init__(self, most: int, drop: Callable[[Value], None] | None = None) -> None:
        self._most = most
        self._drop = drop
        self.values: dict[bytes, Value] = {}

    def put(self, key: bytes, value: Value) -> None:
        """Remember a value."""
        self.values.pop(key, None)
        self.values[key] = value
        if len(self.values) > self._most:
            oldest = self.values.pop(next(iter(self.values)))
            if self._drop is not None:
                self._drop(oldest)

    def pop(self, key: bytes) -> Value | None:
        """Forget a value."""
        return self.values.pop(key, None)


class Files:
    """What both directions know of the files of a conversation. Keys of requests and ids of files are bytes."""

    __slots__ = ("_begin", "_by_id", "_nameless", "_opening", "_stores", "_wants", "_with_parts", "places", "requests")

    def __init__(
        self, wants: Callable[[int], bool], begin: Callable[[int, str, str], Inlet], tell: Callable[[int], None]
    ) -> None:
        """Begin with no files.

        Args:
            wants: whether a direction is read.
            begin: begins a part of a direction, with a path and a name.
            tell: is told where in the stream what is written comes from.
        """
        self._wants = wants
        self._begin = begin
        self._stores = (Store(), Store())
        self.places = (Place(tell), Place(tell))
        self._by_id: Recent[OpenFile] = Recent(MOST_FILES, _close_both)
        self._opening: Recent[Opening] = Recent(MOST_OPENING)
        self.requests: Recent[Request] = Recent(MOST_PENDING)
        self._nameless = OpenFile(start=None)
        self._with_parts: dict[OpenFile, None] = {}

    def opens(self, key: bytes, name: str) -> OpenFile:
        """A request opens a file."""
        file = OpenFile(name[:NAME_CHARACTERS])
        self._opening.put(key, Opening(file.name, file))
        return file

    def opened(self, key: bytes, file_id: bytes) -> None:
        """A response says the id of a file. A name that was guessed wrongly is not given to further parts."""
        opening = self._opening.pop(key)
        if opening is None or opening.file.id == file_id:
            return
        if opening.file.id:
            self._mistaken(opening)
        known = self._by_id.values.get(file_id)
        if known is not None:
            known.name = opening.name
        elif opening.file.id:
            self._bind(OpenFile(opening.name), file_id)
        elif not opening.file.is_bound:
            self._bind(opening.file, file_id)

    def refused(self, key: bytes) -> None:
        """A file was not opened."""
        opening = self._opening.pop(key)
        if opening is not None and opening.file.id:
            self._mistaken(opening)

    def file(self, file_id: bytes) -> OpenFile:
        """The file with an id.

        Requests are often read before the response that says the id: an id that was never seen is that of the file
        opened last.
        """
        file = self._by_id.values.get(file_id)
        if file is None:
            last = next(reversed(self._opening.values.values()), None)
            file = last.file if last is not None and not last.file.is_bound else OpenFile(start=None)
            self._bind(file, file_id)
        return file

    def closes(self, file_id: bytes, direction: int) -> OpenFile:
        """A request closes a file: nothing more is sent to it."""
        file = self.file(file_id)
        self._by_id.pop(file_id)
        file.close(direction)
        return file

    def part(self, direction: int, path: str, file: OpenFile | None) -> Scattered | None:
        """Where data of a file goes, None when nobody wants it. Data of an unknown file goes to one without name."""
        if not self._wants(direction):
            return None
        file = file or self._nameless
        self._with_parts.pop(file, None)
        self._with_parts[file] = None
        if len(self._with_parts) > MOST_PARTS:
            oldest = next(iter(self._with_parts))
            del self._with_parts[oldest]
            _close_both(oldest)
        part = file.parts[direction]
        if part is None:
            begin = partial(self._begin_part, direction, path, file)
            part = file.parts[direction] = Scattered(begin, self._stores[direction], self.places[direction], file.start)
        return part

    def end_nameless(self, direction: int) -> None:
        """What follows is of another file."""
        self._nameless.close(direction)

    def close(self, direction: int, damage: str = "") -> None:
        """A direction is over."""
        for file in self._with_parts:
            file.close(direction, damage)

    def _begin_part(self, direction: int, path: str, file: OpenFile) -> Inlet:
        return self._begin(direction, path, file.name)

    def _bind(self, file: OpenFile, file_id: bytes) -> None:
        file.id, file.is_bound = file_id, True
        self._by_id.put(file_id, file)

    @staticmethod
    def _mistaken(opening: Opening) -> None:
        if opening.file.name == opening.name:
            opening.file.name = ""


def _close_both(file: OpenFile) -> None:
    file.close(0)
    file.close(1)
