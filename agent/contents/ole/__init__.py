"""OLE compound files (MS-CFB): Word, Excel and PowerPoint before 2007, Outlook messages, installers."""

from typing import Final

from agent.contents.format import Decoder, Outlet

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def decoder(outlet: Outlet) -> Decoder:
    """What reads one; it is loaded when the first one comes."""
    from agent.contents.ole.document import Ole

    return Ole(outlet)
