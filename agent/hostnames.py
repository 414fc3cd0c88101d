"""Host names as clients write them, cleaned: they come from hostile bytes and are shown to people."""

from functools import lru_cache
from typing import Final

NAME_BYTES: Final = 255
_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._:[]*")


@lru_cache(maxsize=1024)
def clean_name(host: bytes) -> str:
    """A host name without port and without characters that no host name has."""
    text = host[: NAME_BYTES + 8].decode("latin-1").strip().lower()
    name, colon, port = text.rpartition(":")
    if colon and port.isdigit():
        text = name
    return "".join(filter(_CHARACTERS.__contains__, text))[:NAME_BYTES]
