"""rar archives: their names, and the files that are stored; what is packed is unread, with its name."""

from typing import Final

from agent.contents.format import Decoder, Outlet

MAGIC: Final = b"Rar!\x1a\x07"


def decoder(outlet: Outlet) -> Decoder:
    """What reads one; it is loaded when the first one comes."""
    from agent.contents.rar.archive import Rar

    return Rar(outlet)
