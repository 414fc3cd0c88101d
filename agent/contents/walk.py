"""The walk down one conversation's parts: what is shared between its slots, and where finished runs are gathered."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from agent.budget import Limits, Purse
from agent.contents.charset import in_utf8
from policies.part import Buffer, Part

DRAIN_BYTES: Final = 4 << 20
"""Decoded bytes gathered before they are handed on within one feed, so that memory does not follow the ratio."""
PART_BYTES: Final = 256
"""What a part takes besides its bytes."""


class Flushable(Protocol):
    """A slot with bytes that are not yet a run."""

    def flush(self) -> None:
        """The buffers of this feed are about to be inspected and reused: make a run, or copy."""


class Walk:
    """Shared by all slots of a conversation.

    `at` is the stream offset of the bytes that are being read, `decoded_bytes` is what the gathered
    runs hold besides the stream's own bytes.
    """

    __slots__ = (
        "_drain",
        "_last_id",
        "_waiting",
        "at",
        "decoded_bytes",
        "hidden",
        "limits",
        "listing",
        "over_budget",
        "parts",
        "purse",
        "unread",
    )

    def __init__(
        self,
        limits: Limits,
        *,
        listing: bool,
        drain: Callable[[list[Part]], None] | None,
        unread: dict[str, int],
        over_budget: list[str],
        purse: Purse | None = None,
    ) -> None:
        self.limits = limits
        self.purse = purse or Purse()
        self.listing = listing
        self.unread = unread
        self.over_budget = over_budget
        self.parts: list[Part] = []
        self.at = 0
        self.hidden: dict[int, int] = {}  # owner -> bytes that may hold text, but could not be decoded
        self._drain = drain
        self.decoded_bytes = 0
        self._last_id = 0
        self._waiting: list[Flushable] = []

    def next_id(self) -> int:
        """A part id that was not given before."""
        self._last_id += 1
        return self._last_id

    def whole(self, owner: int, path: str, data: Buffer, at: int, *, exact: bool) -> None:
        """A small part that is complete and plain."""
        self._last_id += 1
        text, codec = (data, "") if self.listing else in_utf8(bytes(data))
        if codec:
            path, exact = f"{path} > {codec}", False
        self.parts.append(Part(owner, self._last_id, path, (text,), stream_offset=at, exact=exact))
        if not exact:
            self.decoded(len(data) + PART_BYTES)

    def messages(self, owner: int, path: str, pieces: Sequence[Buffer], at: int) -> None:
        """Separate messages, all those of one feed in one part."""
        part = Part(owner, self.next_id(), path, pieces, separate=True, stream_offset=at, exact=True)
        self.parts.append(part)

    def wait(self, slot: Flushable) -> None:
        """Flush the slot when the feed ends."""
        self._waiting.append(slot)

    def count(self, reason: str, size: int) -> None:
        """Bytes that were not read, and why."""
        self.unread[reason] = self.unread.get(reason, 0) + size

    def hide(self, owner: int, size: int) -> None:
        """Bytes of a transfer may hold text that could not be decoded."""
        self.hidden[owner] = self.hidden.get(owner, 0) + size

    def exceeded(self, limit: str, path: str) -> None:
        """A budget was hit; the first 16 are told."""
        told = f"{limit}: {path}"
        if told not in self.over_budget and len(self.over_budget) < 16:
            self.over_budget.append(told)

    def decoded(self, size: int) -> None:
        """Bytes were decoded: hand the runs on once there are many."""
        self.decoded_bytes += size
        if self.decoded_bytes > DRAIN_BYTES and self._drain is not None:
            self._drain(self.take())

    def take(self) -> list[Part]:
        """All runs since the last call."""
        while self._waiting:  # a flush may begin parts within the part
            waiting, self._waiting = self._waiting, []
            for slot in waiting:
                slot.flush()
        parts, self.parts = self.parts, []
        self.decoded_bytes = 0
        return parts
