"""What a protocol compresses within its messages: decompressed under the budget of one part, and read by a script."""

from collections.abc import Callable, Sequence

from agent.contents.format import Format, Inlet, Outlet
from agent.keylog import NO_KEYS, KeyLog
from agent.protocols.reader import Expected, Reader, Sink
from agent.protocols.tape import Script, Tape
from policies.part import Buffer

Begin = Callable[[Sink, Tape], Script]


class Within:
    """A sink that makes parts within a part (`agent.protocols.reader.Sink`)."""

    def __init__(self, outlet: Outlet, label: str) -> None:
        """`label` says in paths how the parts were compressed."""
        self._outlet = outlet
        self._prefix = f"{label} > " if label else ""

    def wants(self, direction: int) -> bool:  # noqa: ARG002
        """All parts are wanted: the outer one is."""
        return True

    def whole(self, direction: int, path: str, data: Buffer, offset: int, *, exact: bool = True) -> None:  # noqa: ARG002
        """A small part that is complete."""
        inlet = self._outlet.begin(self._prefix + path)
        inlet.write((data,))
        inlet.end()

    def begin(
        self,
        direction: int,  # noqa: ARG002
        path: str,
        *,
        name: str = "",
        type: str | None = "",  # noqa: A002
        codings: Sequence[str] = (),
        exact: bool = False,  # noqa: ARG002
        given: Format | None = None,  # noqa: ARG002
        inspect: bool = True,
    ) -> Inlet:
        """A part that comes bit by bit."""
        coding = codings[-1] if codings else ""
        return self._outlet.begin(self._prefix + path, name=name, type=type or "", coding=coding, inspect=inspect)

    def datagrams(self, direction: int, pieces: Sequence[Buffer], offset: int) -> None:
        """There are none within a part."""

    def at(self, offset: int) -> None:
        """All that is decoded comes from where the part stands."""

    def host(self, name: bytes) -> None:
        """No part names its server."""

    def opaque(self, direction: int, size: int) -> None:  # noqa: ARG002
        """The rest of the part cannot be read."""
        self._outlet.fail("encrypted")

    def switch(self, direction: int, offset: int, pieces: Sequence[Buffer], label: str, announced: str = "") -> None:
        """No part changes its protocol."""

    @property
    def keys(self) -> KeyLog:
        """No part is encrypted for another key."""
        return NO_KEYS

    def inside(self, label: str) -> None:  # noqa: ARG002
        """No part holds a conversation."""
        return

    def expect(self, listener: int, port: int, name: str, reader: Callable[[Sink], Reader]) -> Expected:
        """No part announces a flow."""
        return Expected(listener, port, name, reader, is_void=True)


class Packed:
    """A decoder that decompresses by another one, and lets a script read what comes out."""

    def __init__(self, outlet: Outlet, coding: Format | None, begin: Begin) -> None:
        """`coding` is None where nothing is compressed."""
        self._outlet = outlet
        sink = Within(outlet, coding.label if coding else "")
        self._tape = Tape(sink, 0, lambda tape: begin(sink, tape))
        self._size = 0
        self._decoder = coding.decoder(self) if coding else None

    # As a decoder

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """The next compressed bytes."""
        if self._decoder is not None:
            self._decoder.feed(pieces)
        else:
            self.give(pieces)

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """No more bytes come."""
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None
        self._tape.close(self._size)

    # As the outlet of the decompressor

    @property
    def type(self) -> str:
        """No media type is declared."""
        return ""

    @property
    def spent(self) -> bool:
        """Whether the budget is spent."""
        return self._outlet.spent

    def give(self, pieces: Sequence[Buffer], *, same: bool = False) -> bool:  # noqa: ARG002
        """Decompressed bytes; False once the budget is spent."""
        if not self._outlet.spent:
            self._tape.feed(self._size, pieces)
            self._size += sum(map(len, pieces))
        return not self._outlet.spent

    def lose(self, size: int) -> bool:  # noqa: ARG002
        """Decompressors lose nothing but the rest."""
        return True

    def begin(
        self,
        label: str,
        *,
        name: str = "",
        type: str = "",  # noqa: A002
        coding: str = "",
        inspect: bool = True,
    ) -> Inlet:
        """What stands behind the end of the compressed bytes."""
        return self._outlet.begin(label, name=name, type=type, coding=coding, inspect=inspect)

    def fail(self, reason: str) -> None:
        """What follows cannot be decompressed; what came before is read."""
        self._tape.close(self._size)
        self._outlet.fail(reason)
