"""A place for decoders to put what they decode, and a way to feed them in pieces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from agent.contents.format import Decoder, Outlet
from policies.part import Buffer


@dataclass
class Member:
    """One of several deeper parts."""

    label: str
    name: str
    type: str
    coding: str
    data: bytearray = field(default_factory=bytearray)
    ended: bool = False
    lost: int = 0
    inspect: bool = True

    def write(self, pieces: Sequence[Buffer]) -> None:
        assert not self.ended
        for piece in pieces:
            self.data += piece

    def gap(self, size: int) -> None:
        self.lost += size

    def end(self, damage: str = "") -> None:
        assert not self.ended
        self.ended = True


@dataclass
class Collected:
    """What a decoder gave."""

    type: str = ""
    room: int = 1 << 30
    data: bytearray = field(default_factory=bytearray)
    members: list[Member] = field(default_factory=list)
    failed: str = ""
    lost: int = 0
    copied: bool = False

    @property
    def spent(self) -> bool:
        return len(self.data) + sum(len(member.data) for member in self.members) > self.room

    def give(self, pieces: Sequence[Buffer], *, same: bool = False) -> bool:
        self.copied |= not same
        for piece in pieces:
            self.data += piece
        return len(self.data) <= self.room

    def lose(self, size: int) -> bool:
        self.lost += size
        return True

    def begin(
        self,
        label: str,
        *,
        name: str = "",
        type: str = "",  # noqa: A002
        coding: str = "",
        inspect: bool = True,
    ) -> Member:
        self.members.append(Member(label, name, type, coding, inspect=inspect))
        return self.members[-1]

    def fail(self, reason: str) -> None:
        self.failed = reason


Decode = Callable[..., Collected]


@pytest.fixture(scope="session")
def decode() -> Decode:
    """Feed a decoder `data` in pieces of `step` bytes and close it."""

    def run(
        make: Callable[[Outlet], Decoder],
        data: bytes,
        step: int = 1 << 20,
        *,
        type: str = "",  # noqa: A002
        gap_at: int = -1,
        room: int = 1 << 30,
    ) -> Collected:
        out = Collected(type, room)
        decoder = make(out)
        for at in range(0, len(data), step):
            if out.failed:
                return out
            if at == gap_at and not decoder.gap(7):
                out.failed = "gap"
                return out
            decoder.feed([memoryview(data)[at : at + step]])
        if not out.failed:
            decoder.close()
        return out

    return run
