"""Unwrapping: one conversation, walked through protocols and contents down to readable parts.

A conversation is a pile of layers, one protocol each: a tunnel opens the next. Bytes of either direction tell which.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from agent.budget import DEFAULT_LIMITS, Limits, Purse
from agent.contents.walk import Walk
from agent.hostnames import clean_name
from agent.inside import Inner
from agent.keylog import NO_KEYS, KeyLog
from agent.layer import Layer
from agent.protocols.reader import Expected, Reader
from agent.stack import Stack
from policies.part import Buffer, Part

CONTROL_BYTES: Final = 64 << 10
"""Bytes of a direction that nobody reads, until its protocol is known."""
MOST_NAMES: Final = 16
MOST_EXPECTED: Final = 4096


class Conversation:
    """Both directions of one crossing flow: 0 is client to server, 1 server to client.

    `skip[d]`: no more bytes of the direction need be fed, only counted; `opaque[d]` says that the
    bytes skipped from now on are unreadable, `opaque_bytes[d]` counts those that were fed, and what
    of a part could not be decoded. `unread` holds bytes that were not read, by reason. `names` are
    host names the client gave for the server, lower case, at most 16. `begun` says that bytes came, or
    that what reads them is known. `expected` are flows that this one announced, for the caller to take.
    `decoded_bytes` is what the parts of the last call hold besides the stream's own bytes.
    """

    __slots__ = (
        "_control",
        "_drain",
        "_last_host",
        "_limits",
        "_listing",
        "_next",
        "_owners",
        "_protocol",
        "_purse",
        "_reads",
        "_stack",
        "_walk",
        "application",
        "begun",
        "decoded_bytes",
        "expected",
        "keys",
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
        keys: KeyLog = NO_KEYS,
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
            keys: the secrets of encrypted conversations.
        """
        self._owners = owners
        self._protocol = protocol
        self._reads = reads
        self._limits = limits
        self.ports = ports
        self._listing = listing
        self._drain = drain
        self._purse = purse or Purse()
        self.keys = keys
        self.skip = [False, False]
        self.opaque = [False, False]
        self.opaque_bytes = [0, 0]
        self.over_budget: list[str] = []
        self.names: list[str] = []
        self.expected: list[Expected] = []
        self.application = ""
        self.decoded_bytes = 0
        self.unread: dict[str, int] = {}
        self._control = [CONTROL_BYTES, CONTROL_BYTES]
        self._next = [0, 0]
        self._stack: Stack | None = None
        self._walk: Walk | None = None
        self._last_host = b""
        self.begun = False

    def bind(self, expected: Expected) -> None:
        """Another flow said what reads this one; no bytes came yet."""
        self._start().at(0).bind(expected)

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
        stack = self._stack or self._start()
        stack.at(direction).feed(direction, offset, pieces)
        if not self._reads[direction]:
            self._control[direction] -= size
            self.skip[direction] |= self._control[direction] <= 0
        return self._taken()

    def gap(self, direction: int, size: int) -> list[Part]:
        """`size` bytes of a direction were lost by the capture."""
        if self.skip[direction]:
            return []
        offset = self._next[direction]
        self._next[direction] += size
        stack = self._stack or self._start()
        stack.at(direction).gap(direction, offset, size)
        return self._taken()

    def close(self, direction: int) -> list[Part]:
        """No more bytes of a direction come."""
        if self._stack is None or self.skip[direction]:
            return []
        self._stack.at(direction).close(direction, self._next[direction])
        self.skip[direction] = True
        return self._taken()

    def _taken(self) -> list[Part]:
        """What was read in this call; no memory is held once nothing more is read."""
        walk = self._walk
        assert walk is not None
        self.decoded_bytes = walk.decoded_bytes
        parts = walk.take()
        if walk.hidden:
            for direction, owner in enumerate(self._owners):
                self.opaque_bytes[direction] += walk.hidden.pop(owner, 0)
        if self.skip[0] and self.skip[1]:
            self._forget()
        return parts

    def _forget(self) -> None:
        """Nothing more is read."""
        if self._stack is not None:
            self._stack.forget()
        self._walk = self._stack = None

    def _start(self) -> Stack:
        self.begun = True
        walk = self._walk = Walk(
            self._limits,
            listing=self._listing,
            drain=self._drain,
            unread=self.unread,
            over_budget=self.over_budget,
            purse=self._purse,
        )
        self._stack = Stack(partial(Layer, self, walk))
        return self._stack

    def is_wanted(self, direction: int) -> bool:
        """Whether parts of a direction are read, not only what tells about the other one."""
        return self._reads[direction]

    # What layers say

    def owner(self, direction: int) -> int | None:
        """The transfer that parts of a direction belong to, None when they are not wanted."""
        return self._owners[direction] if self._reads[direction] else None

    @property
    def protocol(self) -> str:
        """The transport protocol."""
        return self._protocol

    def recognised(self, name: str, reader: Reader) -> None:
        """A layer is known: what of the unread directions matters from here on."""
        self.application = name
        if self._stack is None or len(self._stack) == 1:
            # The first protocol may ask for more than was given until it was known.
            self._control = list(reader.control)
        self._control = [min(self._control[0], reader.control[0]), min(self._control[1], reader.control[1])]
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
        name = clean_name(host)
        if name and name not in self.names and len(self.names) < MOST_NAMES:
            self.names.append(name)

    def expect(self, expected: Expected) -> None:
        """Another flow is announced."""
        if len(self.expected) < MOST_EXPECTED:
            self.expected.append(expected)

    def inside(self, prefix: str) -> Inner:
        """A conversation within this one, decrypted by its reader."""
        assert self._walk is not None
        return Inner(self, self._walk, prefix)

    def descend(self, direction: int, label: str) -> Layer | None:
        """The next layer of a direction, shared with the other one; None when the pile is too high."""
        assert self._stack is not None
        return self._stack.descend(direction, label)
