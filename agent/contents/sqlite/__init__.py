"""SQLite databases (https://www.sqlite.org/fileformat2.html): the rows of their tables."""

from typing import Final

from agent.contents.format import Decoder, Outlet

MAGIC: Final = b"SQLite format 3\0"


def decoder(outlet: Outlet) -> Decoder:
    """What reads one; it is loaded when the first one comes."""
    from agent.contents.sqlite.document import Sqlite

    return Sqlite(outlet)
