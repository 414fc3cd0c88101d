"""A place for readers to put what they read, and a way to feed them in pieces."""

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent.contents.format import Format
from agent.keylog import KeyLog
from agent.protocols.reader import Expected, Reader, Sink
from agent.unwrap import Conversation
from policies.part import Buffer

DATA = Path(__file__).parents[2] / "data"


@dataclass
class Given:
    """A part as a reader gave it."""

    direction: int
    path: str
    name: str = ""
    type: str | None = ""
    codings: tuple[str, ...] = ()
    data: bytearray = field(default_factory=bytearray)
    lost: int = 0
    damage: str = ""
    ended: bool = False
    given: Format | None = None
    inspect: bool = True

    def write(self, pieces: Sequence[Buffer]) -> None:
        assert not self.ended
        for piece in pieces:
            self.data += piece

    def gap(self, size: int) -> None:
        assert not self.ended
        self.lost += size

    def end(self, damage: str = "") -> None:
        assert not self.ended
        self.ended, self.damage = True, damage


@dataclass
class Recorder:
    """A sink that keeps everything."""

    unwanted: tuple[int, ...] = ()
    parts: list[Given] = field(default_factory=list)
    hosts: list[bytes] = field(default_factory=list)
    sealed: dict[int, int] = field(default_factory=dict)
    switched: list[tuple[int, int, bytes, str]] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    keys: KeyLog = field(default_factory=KeyLog)

    def inside(self, label: str) -> None:
        raise AssertionError(f"{label}: nothing is encrypted")

    def wants(self, direction: int) -> bool:
        return direction not in self.unwanted

    def whole(self, direction: int, path: str, data: Buffer, offset: int, *, exact: bool = True) -> None:
        self.parts.append(Given(direction, path, data=bytearray(data), ended=True))

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
    ) -> Given:
        self.parts.append(Given(direction, path, name, type, tuple(codings), given=given, inspect=inspect))
        return self.parts[-1]

    def datagrams(self, direction: int, pieces: Sequence[Buffer], offset: int) -> None:
        self.parts += [Given(direction, "datagram", data=bytearray(piece), ended=True) for piece in pieces]

    def at(self, offset: int) -> None:
        assert offset >= 0

    def host(self, name: bytes) -> None:
        self.hosts.append(name)

    def opaque(self, direction: int, size: int) -> None:
        self.sealed[direction] = self.sealed.get(direction, 0) + size

    def switch(self, direction: int, offset: int, pieces: Sequence[Buffer], label: str, announced: str = "") -> None:
        self.announced.append(announced)
        self.switched.append((direction, offset, b"".join(pieces), label))

    def expect(self, listener: int, port: int, name: str, reader: Callable[[Sink], Reader]) -> Expected:
        self.expected.append(Expected(listener, port, name, reader))
        return self.expected[-1]

    def found(self, path: str) -> list[bytes]:
        """The bytes of all parts with a path."""
        return [bytes(part.data) for part in self.parts if part.path == path]


Read = Callable[..., Recorder]


@pytest.fixture(scope="session")
def read() -> Read:
    """Feed a reader both directions, one after the other, in pieces of `step` bytes, and close it."""

    def run(
        make: Callable[[Sink], Reader],
        sent: bytes = b"",
        received: bytes = b"",
        *,
        step: int = 1 << 20,
        unwanted: tuple[int, ...] = (),
    ) -> Recorder:
        sink = Recorder(unwanted)
        reader = make(sink)
        for direction, data in enumerate((sent, received)):
            for at in range(0, len(data), step):
                if direction not in sink.sealed and not any(way == direction for way, *_ in sink.switched):
                    reader.feed(direction, at, [memoryview(data)[at : at + step]])
        for direction, data in enumerate((sent, received)):
            reader.close(direction, len(data))
        return sink

    return run


Steady = Callable[..., list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def steady(read: Read) -> Steady:
    """Feed a reader in pieces of `step` bytes and at once: both must give the same ended parts, which are returned."""

    def run(
        make: Callable[[Sink], Reader], sent: bytes, received: bytes = b"", *, step: int
    ) -> list[tuple[object, ...]]:
        def parts(size: int) -> list[tuple[object, ...]]:
            sink = read(make, sent, received, step=size)
            assert all(part.ended for part in sink.parts)
            given = [(part.direction, part.path, part.name, bytes(part.data), part.damage) for part in sink.parts]
            return sorted(given) if len(sink.switched) < 2 else []

        assert parts(step) == parts(1 << 20)
        return parts(step)

    return run


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], bytes]:
    """A recorded direction of a real conversation, by its name under tests/data."""

    def load(name: str) -> bytes:
        return gzip.decompress((DATA / f"{name}.gz").read_bytes())

    return load


@pytest.fixture(scope="session")
def unwrapped() -> Callable[..., dict[str, bytes]]:
    """Feed a whole conversation in pieces of `step` bytes; the bytes of all parts that are inspected, by path."""

    def run(sent: bytes, received: bytes = b"", *, step: int = 1 << 20, protocol: str = "tcp") -> dict[str, bytes]:
        conversation = Conversation((0, 1), protocol, (True, True))
        found: dict[str, bytes] = {}
        parts = []
        for direction, data in enumerate((sent, received)):
            for at in range(0, len(data), step):
                given = conversation.feed(direction, at, [data[at : at + step]], 0)
                parts += [(part, b"".join(part.pieces)[part.seen :]) for part in given]
        for direction in (0, 1):
            parts += [(part, b"".join(part.pieces)[part.seen :]) for part in conversation.close(direction)]
        for part, data in parts:
            if part.inspect:
                found[part.path] = found.get(part.path, b"") + data
        return found

    return run
