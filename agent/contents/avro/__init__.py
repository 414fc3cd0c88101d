"""Avro files (specification 1.12, object container files): a record a line."""

from typing import Final

from agent.contents.format import Decoder, Outlet

MAGIC: Final = b"Obj\x01"


def decoder(outlet: Outlet) -> Decoder:
    """What reads one; it is loaded when the first one comes."""
    from agent.contents.avro.document import Avro

    return Avro(outlet)
