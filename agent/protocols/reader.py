"""The seam of a protocol: how it is recognised, what it is fed, and where it puts what it reads.

A reader serves both directions of one conversation (0: client to server, 1: server to client), which
may arrive in any order. It is incremental, knows no socket, file or clock, keeps at most 64 KB a
direction between two calls, copies what it keeps, and never raises on any bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.contents.format import Format, Inlet
from agent.keylog import KeyLog
from policies.part import Buffer


class Inside(Protocol):
    """The conversation within an encrypted one. `skip[d]`: no more bytes of the direction need be fed."""

    skip: list[bool]

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction, decrypted; `offset` is their place in the stream inside."""

    def gap(self, direction: int, offset: int, size: int) -> None:
        """About `size` bytes were lost."""

    def close(self, direction: int, offset: int) -> None:
        """The stream inside is over."""


class Sink(Protocol):
    """Where a reader puts what it reads. Parts of a direction that nobody reads go nowhere, at no cost."""

    @property
    def keys(self) -> KeyLog:
        """The secrets of encrypted conversations, as far as somebody logged them."""

    def wants(self, direction: int) -> bool:
        """Whether parts of this direction are read at all."""

    def whole(self, direction: int, path: str, data: Buffer, offset: int, *, exact: bool = True) -> None:
        """A small part that is complete and plain, such as a head; `offset` is its place in the stream."""

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
        """A part that comes bit by bit.

        `type` is the declared media type, None for what holds no format; `codings` are in the order
        applied; `exact`: the bytes written are the stream's own, one after another; `given` is the
        format where the protocol knows it; without `inspect` the part is listed only, such as addressing.
        """

    def datagrams(self, direction: int, pieces: Sequence[Buffer], offset: int) -> None:
        """Messages that are plain and complete, one a piece."""

    def at(self, offset: int) -> None:
        """What is written next comes from here in the stream."""

    def host(self, name: bytes) -> None:
        """A host name that the client gave for the server."""

    def opaque(self, direction: int, size: int) -> None:
        """The rest of this direction cannot be read; `size` bytes of it were fed already."""

    def switch(self, direction: int, offset: int, pieces: Sequence[Buffer], label: str, announced: str = "") -> None:
        """The rest of this direction, from `pieces` on, is another protocol: recognise it, under `label`.

        `announced` is the name of the `Kind` that both sides agreed on, where they did.
        """

    def inside(self, label: str) -> Inside | None:
        """A conversation within this one, which the reader decrypts: its protocol is recognised, under `label`.

        None where there can be none.
        """

    def expect(self, listener: int, port: int, name: str, reader: "Callable[[Sink], Reader]") -> "Expected":
        """The next flow between these two hosts to a port of side `listener` is protocol `name`, read by `reader`.

        Port 0 is the one that this side has in this flow.
        """


class Reader(Protocol):
    """Reads one conversation."""

    control: tuple[int, int]
    """Bytes of each direction that must be fed even where its parts are not wanted."""

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction, which begin at `offset` of its stream."""

    def gap(self, direction: int, offset: int, size: int) -> None:
        """`size` bytes at `offset` were lost by the capture."""

    def close(self, direction: int, offset: int) -> None:
        """The stream ends at `offset`: end what is open."""


@dataclass(slots=True)
class Expected:
    """Another flow of the same two hosts, whose reader is known before its bytes come (see `Sink.expect`)."""

    listener: int  # 0: the client of the flow that said so
    port: int  # of the listener
    name: str
    reader: Callable[[Sink], Reader]
    is_void: bool = False  # it will not come after all


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the registry: a protocol, told by its first bytes.

    `recognise(head)` answers True, False, or None for "too few bytes to say". `search`
    finds a message start inside bytes that nothing recognised: (where, or -1; from where on bytes
    must be kept, because a start may be in the making there).
    """

    name: str
    transport: str  # "tcp", "udp", "icmp", "icmpv6", or the number of the IP protocol
    first: frozenset[int]  # values the first byte can have
    recognise: Callable[[bytes], bool | None]
    reader: Callable[[Sink], Reader]
    search: Callable[[bytes], tuple[int, int]] | None = None
