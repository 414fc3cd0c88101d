"""What SQL Server answers: streams of tokens."""

from agent.protocols.sql.half import Half
from agent.protocols.sql.tds.tokens import Tokens


class Answers:
    """The messages of the server, or the rows that a client loads in bulk."""

    def __init__(self, half: Half, path: str) -> None:
        self._inner = Half(half.sink, half.direction, decoded=True)
        self._tokens = Tokens(self._inner, path)
        self._inner.begin(self._tokens)
        self._at = 0

    def begin(self, _: int) -> None:
        """A message begins."""
        self._tokens.next_message()

    def feed(self, payload: bytes) -> None:
        """The next bytes of the message; the answer to the first packet is none."""
        if not self._at and payload.startswith(b"\0"):
            return
        self._inner.feed(self._at, (payload,))
        self._at += len(payload)

    def lost(self) -> None:
        """The rest of the message cannot be told."""
        self._inner.gap(self._at, 0)

    def end(self) -> None:
        """What is held will never be whole."""
        self._inner.gap(self._at, 0)

    def close(self) -> None:
        """The direction is over."""
        self._inner.close(self._at)
