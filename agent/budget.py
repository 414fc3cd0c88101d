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


@dataclass(slots=True)
class Budget:
    """What one part tree has cost so far. `hit` names the first limit met, "" while there is none."""

    limits: Limits = field(default_factory=lambda: DEFAULT_LIMITS)
    read_bytes: int = 0
    out_bytes: int = 0
    members: int = 0
    hit: str = ""

    def spend(self, size: int) -> bool:
        """Whether `size` more decoded bytes are within the budget; they are charged either way."""
        self.out_bytes += size
        if self.out_bytes > self.limits.free_bytes:
            self._check_ratio()
        return not self.hit

    def member(self) -> bool:
        """Whether one more member is within the budget."""
        self.members += 1
        if self.members > self.limits.members:
            self._record("members")
        return not self.hit

    def descend(self, depth: int) -> bool:
        """Whether a format may be unwrapped at `depth`, counted from 0."""
        if depth >= self.limits.depth:
            self._record("depth")
        return not self.hit

    def _check_ratio(self) -> None:
        if self.out_bytes > self.limits.most_bytes:
            self._record("bytes")
        elif self.out_bytes > self.limits.ratio * self.read_bytes:
            self._record("ratio")

    def _record(self, limit: str) -> None:
        self.hit = self.hit or limit
