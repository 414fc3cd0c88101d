"""Flows that other flows announced, such as the data connections of FTP, until their first bytes come."""

from collections import deque
from collections.abc import Collection
from typing import Final

from agent.flowkeys import KeyTable
from agent.protocols.reader import Expected
from agent.unwrap import Conversation

MOST: Final = 16_384
"""Announced flows that are remembered, some 500 bytes each; beyond, the oldest end's are forgotten."""

End = tuple[int, int, int]
"""One end of a flow: high and low half of its address, and its port."""

_Key = tuple[int, End, int, int]

_NONE: Final[deque[Expected]] = deque()


class Expectations:
    """What was announced, by protocol, listening end and address of the other end; in order for each of these.

    Rows are those of the flow table whose `keys` are given.
    """

    __slots__ = ("_count", "_keys", "_waiting")

    def __init__(self, keys: KeyTable) -> None:
        self._keys = keys
        self._waiting: dict[_Key, deque[Expected]] = {}
        self._count = 0

    def bind(self, row: int, conversation: Conversation) -> None:
        """Tell a conversation that has no bytes yet what reads it, where that was announced: the earliest first."""
        protocol, a, b = self._ends(row)
        for listener, other in ((a, b), (b, a)):
            key = (protocol, listener, other[0], other[1])
            waiting = self._waiting.pop(key, _NONE)
            self._count -= len(waiting)
            valid = deque(expected for expected in waiting if not expected.is_void)
            if valid:
                conversation.bind(valid.popleft())
                self._keep(key, valid)
                return

    def take(self, row: int, client: int, conversation: Conversation) -> None:
        """Remember the flows that a conversation announced; `client` is the side of its client."""
        protocol, *ends = self._ends(row)
        for expected in conversation.expected:
            side = expected.listener ^ client
            listener, other = ends[side], ends[1 - side]
            key = (protocol, (listener[0], listener[1], expected.port), other[0], other[1])
            self._keep(key, (expected,))
        conversation.expected.clear()
        while self._count > MOST:
            self._count -= len(self._waiting.pop(next(iter(self._waiting))))

    def __bool__(self) -> bool:
        """Whether any flow is expected."""
        return bool(self._waiting)

    def _keep(self, key: _Key, expected: Collection[Expected]) -> None:
        if expected:
            self._waiting.setdefault(key, deque()).extend(expected)
            self._count += len(expected)

    def _ends(self, row: int) -> tuple[int, End, End]:
        table = self._keys
        keys, ports = table.keys, int(table.keys.ports[row])
        a = int(keys.a_high[row]), int(keys.a_low[row]), ports >> 16
        b = int(keys.b_high[row]), int(keys.b_low[row]), ports & 0xFFFF
        return int(table.protocol[row]), a, b
