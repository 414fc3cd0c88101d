"""JSON text (RFC 8259): its escapes resolved, and a record a line where it was printed over many."""

from agent.contents.json.escapes import Json

__all__ = ["Json"]
