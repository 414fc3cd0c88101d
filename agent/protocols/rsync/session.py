"""What the client's arguments say of a session: who sends, and whether compressed (options.c)."""

import re
from typing import Final

_COMPRESSES: Final = re.compile(
    rb"(?:^|\0)(?:-[A-Za-df-y]*z|--compress|--new-compress|--old-compress|--compress-choice|--zc)"
)


class Session:
    """Known to both directions."""

    __slots__ = ("_sender", "is_old", "is_packed")

    def __init__(self) -> None:
        self._sender: int | None = None
        self.is_old = False
        self.is_packed = False

    def arguments(self, arguments: bytes) -> None:
        """The arguments of the server's side, as the client sends them."""
        self._sender = 1 if b"--sender\0" in arguments else 0
        self.is_packed = _COMPRESSES.search(arguments) is not None

    def sends(self, direction: int) -> bool:
        """Whether a direction sends files; where the arguments are not known, both may."""
        return self._sender is None or self._sender == direction
