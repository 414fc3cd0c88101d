"""JSON text (RFC 8259): its escapes resolved, and a record a line where it was printed over many."""

from agent.contents.json.escapes import Json

__all__ = ["Json", "is_plain"]


def is_plain(text: bytes) -> bool:
    """Whether `Json` would pass the text on as it is: no escapes, no lines."""
    return text.find(b"\\") < 0 and text.find(b"\n") < 0
