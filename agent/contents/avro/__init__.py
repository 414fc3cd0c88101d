"""Avro files (specification 1.12, object container files): a record a line."""

from agent.contents.avro.document import MAGIC, Avro

__all__ = ["MAGIC", "Avro"]
