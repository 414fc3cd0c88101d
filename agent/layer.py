"""One protocol of a conversation: recognised by the first bytes of either direction, and the sink of its reader."""

from collections.abc import Callable, Sequence
from typing import Protocol

from agent.contents.format import NOWHERE, Format, Inlet
from agent.contents.slot import Slot
from agent.contents.walk import Walk
from agent.keylog import KeyLog
from agent.protocols import NAMED, RECOGNISE_BYTES, recognise, search
from agent.protocols.raw import Datagrams, Raw
from agent.protocols.reader import Expected, Inside, Kind, Reader, Sink
from policies.part import Buffer


class Pile(Protocol):
    """What a layer asks and tells the conversation it belongs to (`agent.unwrap.Conversation`)."""

    skip: list[bool]

    @property
    def ports(self) -> tuple[int, int]:
        """The client's and the server's."""

    @property
    def protocol(self) -> str:
        """The transport protocol."""

    @property
    def keys(self) -> KeyLog:
        """The secrets of encrypted conversations."""

    def owner(self, direction: int) -> int | None:
        """The transfer that parts of a direction belong to, None when they are not wanted."""

    def recognised(self, name: str, reader: Reader) -> None:
        """A layer is known."""

    def unwanted(self, direction: int, reader: Reader) -> None:
        """Skip a direction that is not read and that its reader does not need."""

    def seal(self, direction: int, size: int) -> None:
        """The rest of a direction is opaque, `size` bytes of it were fed."""

    def name(self, host: bytes) -> None:
        """A name of the server, as the client wrote it."""

    def expect(self, expected: Expected) -> None:
        """Another flow is announced."""

    def inside(self, prefix: str) -> Inside:
        """A conversation within, whose part paths begin with `prefix`."""

    def descend(self, direction: int, label: str) -> "Layer | None":
        """The next layer of a direction; None when the pile is too high."""


class Layer:
    """One protocol of a conversation: recognises it, and is the sink of its reader."""

    __slots__ = ("_conversation", "_held", "_owners", "_readers", "_walk", "prefix")

    def __init__(self, conversation: Pile, walk: Walk, prefix: str) -> None:
        self._conversation = conversation
        self._walk = walk
        self._owners = (conversation.owner(0), conversation.owner(1))
        self.prefix = prefix  # of all part paths
        self._readers: list[Reader | None] = [None, None]
        self._held: list[bytes] = [b"", b""]  # bytes that wait for recognition

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """Recognise where that is not done, and read."""
        held = self._held[direction]
        if held:
            self._held[direction] = b""
            pieces, offset = [held, *pieces], offset - len(held)
        reader = self._readers[direction]
        if reader is None:
            reader = self._recognise(direction, pieces)
            if reader is None or self._conversation.skip[direction]:
                return
        reader.feed(direction, offset, pieces)

    def announce(self, direction: int, name: str) -> None:
        """Both sides agreed on a protocol: its first bytes need not tell."""
        kind = NAMED.get(name)
        if kind is not None and self._readers[direction] is None:
            self._known(direction, kind.name, kind.reader(self))

    def bind(self, expected: Expected) -> None:
        """Another flow announced this one, and what reads it."""
        self._known(0, expected.name, expected.reader(self))

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes were lost: what waited is read as it is."""
        reader = self._settle(direction, offset)
        if reader is not None:
            reader.gap(direction, offset, size)

    def close(self, direction: int, offset: int) -> None:
        """No more bytes: what waited is read as it is."""
        reader = self._settle(direction, offset)
        if reader is not None:
            reader.close(direction, offset)

    def forget(self) -> None:
        """Let go of the readers."""
        self._readers = [None, None]

    def _settle(self, direction: int, offset: int) -> Reader | None:
        held, self._held[direction] = self._held[direction], b""
        reader = self._readers[direction]
        if held:
            reader = reader or self._unrecognised(direction)
            reader.feed(direction, offset - len(held), [held])
            reader = self._readers[direction]
        return reader

    def _recognise(self, direction: int, pieces: Sequence[Buffer]) -> Reader | None:
        """The reader for a direction's first bytes, None while they wait."""
        protocol = self._conversation.protocol
        if not pieces:
            return None
        kind = recognise(protocol, bytes(pieces[0][:RECOGNISE_BYTES])) if len(pieces[0]) else None
        if kind is None and protocol == "tcp":
            head = b"".join(pieces)
            kind = recognise(protocol, head[:RECOGNISE_BYTES])
            if kind is None and len(head) < RECOGNISE_BYTES:
                self._held[direction] = head
                return None
        if isinstance(kind, Kind):
            return self._known(direction, kind.name, kind.reader(self))
        return self._unrecognised(direction)

    def _known(self, direction: int, name: str, reader: Reader) -> Reader:
        self._readers[direction] = reader
        if self._readers[1 - direction] is None:
            self._readers[1 - direction] = reader
        self._conversation.recognised(name, reader)
        return reader

    def _unrecognised(self, direction: int) -> Reader:
        reader: Reader = Raw(self, search) if self._conversation.protocol == "tcp" else Datagrams(self)
        self._readers[direction] = reader
        self._conversation.unwanted(direction, reader)
        if self._conversation.protocol != "tcp":
            self._conversation.unwanted(1 - direction, reader)
        return reader

    # As a sink (agent.protocols.reader.Sink)

    def wants(self, direction: int) -> bool:
        """Whether parts of this direction are read at all."""
        return self._owners[direction] is not None

    def whole(self, direction: int, path: str, data: Buffer, offset: int, *, exact: bool = True) -> None:
        """A small part that is complete and plain."""
        owner = self._owners[direction]
        if owner is not None:
            self._walk.whole(owner, self.prefix + path, data, offset, exact=exact)

    def begin(
        self,
        direction: int,
        path: str,
        *,
        name: str = "",
        type: str | None = "",  # noqa: A002
        codings: Sequence[str] = (),
        exact: bool = False,
        given: Format | None = None,
        inspect: bool = True,
    ) -> Inlet:
        """A part that comes bit by bit."""
        owner = self._owners[direction]
        if owner is None or not (inspect or self._walk.listing):
            return NOWHERE
        path = self.prefix + path
        return Slot(
            self._walk,
            owner,
            path,
            name=name,
            type=type,
            codings=codings,
            exact=exact,
            given=given,
            inspect=inspect,
        )

    def datagrams(self, direction: int, pieces: Sequence[Buffer], offset: int) -> None:
        """Messages that are plain and complete, one a piece."""
        owner = self._owners[direction]
        if owner is not None:
            self._walk.messages(owner, self._conversation.protocol, pieces, offset)

    def at(self, offset: int) -> None:
        """What is written next comes from here in the stream."""
        self._walk.at = offset

    def host(self, name: bytes) -> None:
        """A host name that the client gave for the server."""
        self._conversation.name(name)

    def opaque(self, direction: int, size: int) -> None:
        """The rest of this direction cannot be read."""
        self._conversation.seal(direction, size)

    def switch(self, direction: int, offset: int, pieces: Sequence[Buffer], label: str, announced: str = "") -> None:
        """The rest of this direction is another protocol."""
        layer = self._conversation.descend(direction, label)
        if layer is None:
            self._readers[direction] = Raw(self, None)
            layer = self
        elif announced:
            layer.announce(direction, announced)
        if pieces:
            layer.feed(direction, offset, pieces)

    @property
    def keys(self) -> KeyLog:
        """The secrets of encrypted conversations."""
        return self._conversation.keys

    def inside(self, label: str) -> Inside:
        """A conversation within this one."""
        return self._conversation.inside(f"{self.prefix}{label} > ")

    def expect(self, listener: int, port: int, name: str, reader: Callable[[Sink], Reader]) -> Expected:
        """The next flow between these two hosts to a port of side `listener` is read by `reader`."""
        expected = Expected(listener, port or self._conversation.ports[listener], name, reader)
        self._conversation.expect(expected)
        return expected
