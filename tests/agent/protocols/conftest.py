"""A place for readers to put what they read, and a way to feed them in pieces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from agent.contents.format import Format
from agent.protocols.reader import Expected, Reader, Sink
from policies.part import Buffer


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
