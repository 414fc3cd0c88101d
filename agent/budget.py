"""What one part tree may cost: bytes out, ratio, depth and members, so that no bomb costs more than its budget."""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one part tree: everything that unwraps from one top-level part, such as one HTTP body.

    Decoded bytes are limited by `ratio` times the encoded bytes read so far, but never to less than
    `free_bytes` and never to more than `most_bytes`. So a long upload of honest text passes and a
    bomb stops at `free_bytes`.
    """

    free_bytes: int = 32 << 20
    most_bytes: int = 2 << 30
    ratio: int = 200  # DEFLATE reaches 1032 on zeros, logs and tables stay under 100
    depth: int = 8  # formats inside one another
    members: int = 10_000  # parts of a container, members of a compressed stream


DEFAULT_LIMITS: Final = Limits()

MEMBER_BYTES: Final = 1024
"""What a member costs besides its bytes: about as much as it takes to scan so many."""


@dataclass(slots=True)
class Purse:
    """What all part trees of one capture may cost together beyond the ratio, so that many small bombs stop too."""

    left: int = 1 << 30

    def pay(self, size: int) -> bool:
        """Whether so many bytes were left."""
        self.left -= size
        return self.left >= 0


@dataclass(slots=True)
class Budget:
    """What one part tree has cost so far. `hit` names the first limit met, "" while there is none."""

    limits: Limits = field(default_factory=lambda: DEFAULT_LIMITS)
    read_bytes: int = 0
    out_bytes: int = 0
    members: int = 0
    hit: str = ""
    purse: Purse = field(default_factory=Purse)
    cost: int = 0  # decoded bytes, and what members cost

    def spend(self, size: int) -> bool:
        """Whether `size` more decoded bytes are within the budget; they are charged either way."""
        self.out_bytes += size
        if self.out_bytes > self.limits.free_bytes:
            self._check_ratio()
        self._charge(size)
        return not self.hit

    def member(self) -> bool:
        """Whether one more member is within the budget."""
        self.members += 1
        if self.members > self.limits.members:
            self._record("members")
        self._charge(MEMBER_BYTES)
        return not self.hit

    def descend(self, depth: int) -> bool:
        """Whether a format may be unwrapped at `depth`, counted from 0."""
        if depth >= self.limits.depth:
            self._record("depth")
        return not self.hit

    def _charge(self, size: int) -> None:
        self.cost += size
        if self.cost > self.limits.ratio * self.read_bytes and not self.hit and not self.purse.pay(size):
            self._record("capture")

    def _check_ratio(self) -> None:
        if self.out_bytes > self.limits.most_bytes:
            self._record("bytes")
        elif self.out_bytes > self.limits.ratio * self.read_bytes:
            self._record("ratio")

    def _record(self, limit: str) -> None:
        self.hit = self.hit or limit
