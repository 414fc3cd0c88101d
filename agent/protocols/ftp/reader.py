"""FTP's control connection (RFC 959, 2389, 2428, 3659, 4217)."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.ftp.commands import Commands
from agent.protocols.ftp.dialogue import Dialogue
from agent.protocols.ftp.replies import Replies
from agent.protocols.lines import Lines
from agent.protocols.reader import Sink
from policies.part import Buffer

CONTROL_BYTES: Final = 16 << 20
"""A session of ten thousands of files has a few megabytes of commands, and each says what one of them is called."""


class Ftp:
    """One control connection. Both directions are needed to know the data connections."""

    __slots__ = ("_dialogue", "_lines", "_talkers")

    control: tuple[int, int] = (CONTROL_BYTES, CONTROL_BYTES)

    def __init__(self, sink: Sink) -> None:
        self._dialogue = Dialogue(sink)
        self._talkers: tuple[Commands, Replies] = (Commands(sink, 0, self._dialogue), Replies(sink, 1, self._dialogue))
        self._lines: tuple[Lines, Lines] = (Lines(self._talkers[0]), Lines(self._talkers[1]))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._lines[direction].feed(offset, pieces)
        self._dialogue.settle()

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._lines[direction].gap(offset, size)
        self._talkers[direction].end()

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._lines[direction].close(offset)
        self._talkers[direction].end()
