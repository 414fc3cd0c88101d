"""How many hits of each transfer are looked at: as many as its bytes can honestly hold, and some for all to share."""

from dataclasses import dataclass, field
from typing import Final

HIT_BYTES: Final = 4
"""Bytes of a stream that allow one hit. Values are longer, so a text sent as it is never wants for hits."""

SHARED_HITS: Final = 500_000
"""Hits of one capture beyond what its bytes allow: for compressed tables, and the most that bombs get."""


@dataclass(slots=True)
class Quota:
    """Hits that may be looked at, by owner. A hit costs as much as thousands of bytes that are none."""

    shared: int = SHARED_HITS
    refused: set[int] = field(default_factory=set)
    """Owners of whom not all hits were looked at."""

    _earned: dict[int, int] = field(default_factory=dict)

    def earn(self, owner: int, size: int) -> None:
        """`size` more bytes of an owner's stream came."""
        self._earned[owner] = self._earned.get(owner, 0) + size

    def grant(self, owner: int, wanted: int) -> int:
        """How many of the wanted hits may be looked at."""
        earned = self._earned.get(owner, 0)
        own = min(wanted, earned // HIT_BYTES)
        if own:
            self._earned[owner] = earned - own * HIT_BYTES
        shared = min(wanted - own, self.shared)
        self.shared -= shared
        if own + shared < wanted:
            self.refused.add(owner)
        return own + shared

    def forget(self, owner: int) -> None:
        """The owner's stream is over."""
        self._earned.pop(owner, None)
