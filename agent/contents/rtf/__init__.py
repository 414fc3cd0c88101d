"""Rich Text Format (RTF 1.9.1): its text, and the files and pictures in it."""

from typing import Final

from agent.contents.format import Decoder, Outlet

MAGIC: Final = b"{\\rtf"


def decoder(outlet: Outlet) -> Decoder:
    """What reads one; it is loaded when the first one comes."""
    from agent.contents.rtf.document import Rtf

    return Rtf(outlet)
