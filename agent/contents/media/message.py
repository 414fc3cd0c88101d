"""What the head of an HTTP message says of its body and its target, whichever version it is written in (RFC 9110)."""

from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from agent.contents.media.parameters import file_name

FORM: Final = "application/x-www-form-urlencoded"


@lru_cache(maxsize=256)
def codings(content: bytes, transfer: bytes = b"") -> tuple[str, ...]:
    """Content and transfer codings in the order applied, "chunked" left out."""
    names = (content + b"," + transfer).decode("latin-1").lower().split(",")
    return tuple(name for coding in names if (name := coding.strip()) and name != "chunked")


@lru_cache(maxsize=512)
def field_text(value: bytes) -> str:
    """A field value as text: UTF-8, else GB 18030, which Chinese servers send file names in."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("gb18030", "replace")


def body_name(disposition: bytes, method: bytes, target: bytes) -> str:
    """The name of the file in the body: of Content-Disposition, else the last segment of what is PUT."""
    name = file_name(field_text(disposition)) if disposition else ""
    if not name and method == b"PUT":
        name = unquote(target.partition(b"?")[0].rpartition(b"/")[2])
    return name


def escaped(target: bytes, fields: bytes) -> list[tuple[str, bytes]]:
    """What of a request's head is percent-encoded: (".query" or ".headers", text) of each."""
    path, _, query = target.partition(b"?")
    texts = ((".query", target if b"%" in path else query), (".headers", fields))
    return [(label, text) for label, text in texts if b"%" in text or (label == ".query" and b"+" in text)]
