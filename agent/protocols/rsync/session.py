"""What the client's arguments say of a session: who sends, and whether compressed (options.c)."""

from typing import Final

from policies.expression import expression

_CHOICE: Final = expression(rb"(?:--compress-choice=|--zc=)([a-z0-9]+)")
_COMPRESSES: Final = expression(
    rb"(?:^|\0)(?:-[A-Za-df-y]*z|--compress|--new-compress|--old-compress|--compress-choice|--zc)"
)


class Session:
    """Known to both directions."""

    __slots__ = ("_chosen", "_sender", "is_old", "is_packed", "lists")

    def __init__(self) -> None:
        self._sender: int | None = None
        self.is_old = False
        self.is_packed = False
        self._chosen = ""
        self.lists: list[list[bytes]] = [[], []]  # of algorithms that each side knows, its favourite first

    def arguments(self, arguments: bytes) -> None:
        """The arguments of the server's side, as the client sends them."""
        self._sender = 1 if b"--sender\0" in arguments else 0
        self.is_packed = _COMPRESSES.search(arguments) is not None
        choice = _CHOICE.search(arguments)
        if choice:
            self._chosen = choice[1].decode()
        elif b"\0--new-compress" in arguments:
            self._chosen = "zlibx"

    def sends(self, direction: int) -> bool:
        """Whether a direction sends files; where the arguments are not known, both may."""
        return self._sender is None or self._sender == direction

    def algorithm(self) -> str:
        """How pieces are compressed, where they do not begin like Zstandard."""
        client, server = (lists[1].split() if len(lists) > 1 else [] for lists in self.lists)
        known = [name for name in client or server if not server or name in server]
        return self._chosen or next((name.decode() for name in known if name != b"zstd"), "zlib")
