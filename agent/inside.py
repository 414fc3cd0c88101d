"""The conversation within an encrypted one: a pile of layers of its own, fed by the reader that decrypts it."""

from collections.abc import Sequence
from functools import partial

from agent.contents.format import Format, Inlet
from agent.contents.walk import Walk
from agent.keylog import KeyLog
from agent.layer import Layer, Pile
from agent.protocols.reader import Expected, Reader
from agent.stack import Stack
from policies.part import Buffer


class Inner:
    """Both directions of what was decrypted; what it finds belongs to the conversation around it.

    `skip[d]`: no more bytes of the direction need be fed.
    """

    __slots__ = ("_outer", "_stack", "_walk", "skip")

    def __init__(self, outer: Pile, walk: Walk, prefix: str) -> None:
        self._outer = outer
        self._walk = walk
        self.skip = [False, False]
        self._stack = Stack(partial(_Decrypted, self, walk), prefix)

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction, decrypted."""
        if not self.skip[direction]:
            self._stack.at(direction).feed(direction, offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        if not self.skip[direction]:
            self._stack.at(direction).gap(direction, offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        if not self.skip[direction]:
            self.skip[direction] = True
            self._stack.at(direction).close(direction, offset)
        if all(self.skip):
            self._stack.forget()

    # What layers ask and say (agent.layer.Pile)

    @property
    def ports(self) -> tuple[int, int]:
        """The client's and the server's."""
        return self._outer.ports

    @property
    def protocol(self) -> str:
        """What was encrypted is a stream."""
        return "tcp"

    @property
    def keys(self) -> KeyLog:
        """The secrets of encrypted conversations."""
        return self._outer.keys

    def owner(self, direction: int) -> int | None:
        """The transfer that parts of a direction belong to."""
        return self._outer.owner(direction)

    def recognised(self, name: str, reader: Reader) -> None:  # noqa: ARG002
        """A layer is known."""
        for direction in (0, 1):
            self.unwanted(direction, reader)

    def unwanted(self, direction: int, reader: Reader) -> None:
        """Skip a direction that is not read and that its reader does not need."""
        if self.owner(direction) is None and not reader.control[direction]:
            self.skip[direction] = True

    def seal(self, direction: int, size: int) -> None:
        """The rest of a direction is opaque."""
        self.skip[direction] = True
        self._outer.seal(direction, size)

    def name(self, host: bytes) -> None:
        """A name of the server, as the client wrote it."""
        self._outer.name(host)

    def expect(self, expected: Expected) -> None:
        """Another flow is announced."""
        self._outer.expect(expected)

    def inside(self, prefix: str) -> "Inner":
        """A conversation within this one."""
        return Inner(self, self._walk, prefix)

    def descend(self, direction: int, label: str) -> Layer | None:
        """The next layer of a direction, shared with the other one; None when the pile is too high."""
        return self._stack.descend(direction, label)


class _Decrypted(Layer):
    """A layer whose offsets are none of the stream's: evidence points at the record that is being read."""

    __slots__ = ()

    def at(self, offset: int) -> None:
        """The reader that decrypts has said where the record lies."""

    def whole(self, direction: int, path: str, data: Buffer, offset: int, *, exact: bool = True) -> None:  # noqa: ARG002
        """A small part that is complete and plain."""
        super().whole(direction, path, data, self._walk.at, exact=False)

    def begin(
        self,
        direction: int,
        path: str,
        *,
        name: str = "",
        type: str | None = "",  # noqa: A002
        codings: Sequence[str] = (),
        exact: bool = False,  # noqa: ARG002
        given: Format | None = None,
        inspect: bool = True,
    ) -> Inlet:
        """A part that comes bit by bit."""
        return super().begin(direction, path, name=name, type=type, codings=codings, given=given, inspect=inspect)
