"""Unwrapping: one conversation, walked through protocols and contents down to readable parts.

A conversation is a pile of layers, one protocol each: a tunnel opens the next. Bytes of either direction tell which.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from agent.budget import DEFAULT_LIMITS, Limits, Purse
from agent.contents.format import Format, Inlet
from agent.contents.slot import Slot
from agent.contents.walk import Walk
from agent.protocols import NAMED, RECOGNISE_BYTES, recognise, search
from agent.protocols.raw import Datagrams, Raw
from agent.protocols.reader import Kind, Reader
from policies.part import Buffer, Part

CONTROL_BYTES: Final = 64 << 10
"""Bytes of a direction that nobody reads, until its protocol is known."""
MOST_LAYERS: Final = 8
MOST_NAMES: Final = 16
NAME_BYTES: Final = 255
_NAME_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._:[]*")


class Conversation:
    """Both directions of one crossing flow: 0 is client to server, 1 server to client.

    `skip[d]`: no more bytes of the direction need be fed, only counted; `opaque[d]` says that the
    bytes skipped from now on are unreadable, `opaque_bytes[d]` counts those that were fed, and what
    of a part could not be decoded. `unread` holds bytes that were not read, by reason. `names` are
    host names the client gave for the server, lower case, at most 16. `decoded_bytes` is what the
    parts of the last call hold besides the stream's own bytes.
    """

    __slots__ = (
        "_control",
        "_current",
        "_drain",
        "_last_host",
        "_layers",
        "_limits",
        "_listing",
        "_next",
        "_owners",
        "_protocol",
        "_purse",
        "_reads",
        "_walk",
        "application",
        "decoded_bytes",
        "names",
        "opaque",
        "opaque_bytes",
        "over_budget",
        "ports",
        "skip",
        "unread",
    )

    def __init__(
        self,
        owners: tuple[int, int],
        protocol: str,
        reads: tuple[bool, bool],
        limits: Limits = DEFAULT_LIMITS,
        ports: tuple[int, int] = (0, 0),
        *,
        listing: bool = False,
        drain: Callable[[list[Part]], None] | None = None,
        purse: Purse | None = None,
    ) -> None:
        """Begin a conversation.

        Args:
            owners: transfer numbers of both directions.
            protocol: "tcp", "udp", "icmp" … as in flows; `ports` are the client's and the server's.
            reads: whether parts of a direction are wanted; another one is read for control only.
            limits: the budget of each part tree.
            listing: give parts with `inspect=False` too, for what a deeper part repeats.
            drain: takes runs amid a feed once many bytes were decoded; `feed` does not return them.
            purse: what all conversations of a capture may decode together beyond the ratio.
        """
        self._owners = owners
        self._protocol = protocol
        self._reads = reads
        self._limits = limits
        self.ports = ports
        self._listing = listing
        self._drain = drain
        self._purse = purse or Purse()
        self.skip = [False, False]
        self.opaque = [False, False]
        self.opaque_bytes = [0, 0]
        self.over_budget: list[str] = []
        self.names: list[str] = []
        self.application = ""
        self.decoded_bytes = 0
        self.unread: dict[str, int] = {}
        self._control = [CONTROL_BYTES, CONTROL_BYTES]
        self._next = [0, 0]
        self._layers: list[Layer] = []
        self._current = [0, 0]
        self._walk: Walk | None = None
        self._last_host = b""

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer], time_ns: int) -> list[Part]:  # noqa: ARG002
        """The next bytes of a direction, in order from `offset`; for udp and icmp each piece is a datagram.

        The views may be reused once the returned parts were inspected. `time_ns` is when the last of them came.
        """
        size = sum(map(len, pieces))
        if self.skip[direction]:
            if self.opaque[direction]:
                self.opaque_bytes[direction] += size
            return []
        if not size:
            return []
        self._next[direction] = offset + size
        walk = self._walk or self._start()
        self._layers[self._current[direction]].feed(direction, offset, pieces)
        if not self._reads[direction]:
            self._control[direction] -= size
            self.skip[direction] |= self._control[direction] <= 0
        return self._taken(walk)

    def gap(self, direction: int, size: int) -> list[Part]:
        """`size` bytes of a direction were lost by the capture."""
        if self.skip[direction]:
            return []
        offset = self._next[direction]
        self._next[direction] += size
        walk = self._walk or self._start()
        self._layers[self._current[direction]].gap(direction, offset, size)
        return self._taken(walk)

    def close(self, direction: int) -> list[Part]:
        """No more bytes of a direction come."""
        if self._walk is None or self.skip[direction]:
            return []
        self._layers[self._current[direction]].close(direction, self._next[direction])
        self.skip[direction] = True
        return self._taken(self._walk)

    def _taken(self, walk: Walk) -> list[Part]:
        """What was read in this call; no memory is held once nothing more is read."""
        self.decoded_bytes = walk.decoded_bytes
        parts = walk.take()
        if walk.hidden:
            for direction, owner in enumerate(self._owners):
                self.opaque_bytes[direction] += walk.hidden.pop(owner, 0)
        if self.skip[0] and self.skip[1]:
            self._walk = None
            self._layers = []
        return parts

    def _start(self) -> Walk:
        self._walk = Walk(
            self._limits,
            listing=self._listing,
            drain=self._drain,
            unread=self.unread,
            over_budget=self.over_budget,
            purse=self._purse,
        )
        self._layers.append(Layer(self, self._walk, ""))
        return self._walk

    # What layers say

    def owner(self, direction: int) -> int | None:
        """The transfer that parts of a direction belong to, None when they are not wanted."""
        return self._owners[direction] if self._reads[direction] else None

    @property
    def protocol(self) -> str:
        """The transport protocol."""
        return self._protocol

    def recognised(self, kind: Kind, reader: Reader) -> None:
        """A layer is known: what of the unread directions matters from here on."""
        self.application = kind.name
        self._control = list(reader.control)
        for direction in (0, 1):
            self.unwanted(direction, reader)

    def unwanted(self, direction: int, reader: Reader) -> None:
        """Skip a direction that is not read and that its reader does not need."""
        if not self._reads[direction] and not reader.control[direction]:
            self.skip[direction] = True

    def seal(self, direction: int, size: int) -> None:
        """The rest of a direction is opaque, `size` bytes of it were fed."""
        self.skip[direction] = self.opaque[direction] = True
        self.opaque_bytes[direction] += size

    def name(self, host: bytes) -> None:
        """A name of the server, as the client wrote it."""
        if host == self._last_host or not host:
            return
        self._last_host = host
        name = _clean_name(host)
        if name and name not in self.names and len(self.names) < MOST_NAMES:
            self.names.append(name)

    def descend(self, direction: int, label: str) -> "Layer | None":
        """The next layer of a direction, shared with the other one; None when the pile is too high."""
        below = self._layers[self._current[direction]]
        if self._current[direction] + 1 >= MOST_LAYERS:
            return None
        self._current[direction] += 1
        if self._current[direction] == len(self._layers):
            assert self._walk is not None
            self._layers.append(Layer(self, self._walk, below.prefix + (label and f"{label} > ")))
        return self._layers[self._current[direction]]


class Layer:
    """One protocol of a conversation: recognises it, and is the sink of its reader."""

    __slots__ = ("_conversation", "_held", "_owners", "_readers", "_walk", "prefix")

    def __init__(self, conversation: Conversation, walk: Walk, prefix: str) -> None:
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
            self._recognised(direction, kind)

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
            return self._recognised(direction, kind)
        return self._unrecognised(direction)

    def _recognised(self, direction: int, kind: Kind) -> Reader:
        reader = kind.reader(self)
        self._readers[direction] = reader
        if self._readers[1 - direction] is None:
            self._readers[1 - direction] = reader
        self._conversation.recognised(kind, reader)
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


class Nowhere:
    """An inlet for parts that nobody wants."""

    __slots__ = ()

    def write(self, pieces: Sequence[Buffer]) -> None:
        """Drop."""

    def gap(self, size: int) -> None:
        """Drop."""

    def end(self, damage: str = "") -> None:
        """Drop."""


NOWHERE: Final = Nowhere()


@lru_cache(maxsize=1024)
def _clean_name(host: bytes) -> str:
    """A host name without port and without characters that no host name has."""
    text = host[: NAME_BYTES + 8].decode("latin-1").strip().lower()
    name, colon, port = text.rpartition(":")
    if colon and port.isdigit():
        text = name
    return "".join(filter(_NAME_CHARACTERS.__contains__, text))[:NAME_BYTES]
