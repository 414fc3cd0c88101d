"""7z archives (7zFormat.txt of the LZMA SDK)."""

from typing import Final

from agent.contents.format import Decoder, Outlet

MAGIC: Final = b"7z\xbc\xaf\x27\x1c"


def decoder(outlet: Outlet) -> Decoder:
    """What reads one; it is loaded when the first one comes."""
    from agent.contents.seven_zip.archive import SevenZip

    return SevenZip(outlet)
