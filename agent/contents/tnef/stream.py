"""The attributes of a TNEF stream (MS-OXTNEF 2.1): subject, body, attachments, MAPI properties."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from agent.contents.format import NOWHERE, Outlet
from agent.contents.media import decoded
from agent.contents.tnef.properties import properties
from agent.contents.tnef.requests import Ask, Feed, Parser, into, within
from policies.part import Buffer

MAGIC: Final = b"\x78\x9f\x3e\x22"
MOST_DEPTH: Final = 4
"""Messages within messages."""
_NAME_BYTES: Final = 1024
_KEY_BYTES: Final = 2
_HEADER_BYTES: Final = 9
_CHECKSUM_BYTES: Final = 2
_LEVELS: Final = (1, 2)  # of a message, of an attachment

_SUBJECT: Final = 0x00018004
_BODY: Final = 0x0002800C
_PROPERTIES: Final = 0x00069003
_ATTACHMENT_BEGINS: Final = 0x00069002
_ATTACHMENT_NAME: Final = 0x00018010
_ATTACHMENT: Final = 0x0006800F
_ATTACHMENT_PROPERTIES: Final = 0x00069005


class Tnef:
    """One stream."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._feed = Feed(_stream(outlet, 0))

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Take attributes apart as they come."""
        self._feed.write(pieces)
        if self._feed.is_over:
            self._outlet.fail("tnef damaged")

    def gap(self, _: int) -> bool:
        """Nothing can be told behind a gap."""
        self._feed.close()
        return False

    def close(self) -> None:
        """A stream ends behind an attribute."""
        if not self._feed.is_between:
            self._outlet.fail("tnef ended early")
        self._feed.close()


def _stream(outlet: Outlet, depth: int) -> Parser:
    """Signature and key, then attributes to the end."""
    yield Ask(len(MAGIC) + _KEY_BYTES)
    name = ""
    while not outlet.spent:
        header = yield Ask(_HEADER_BYTES)
        if header[0] not in _LEVELS:
            return  # what follows is no attribute
        attribute, size = int.from_bytes(header[1:5], "little"), int.from_bytes(header[5:], "little")
        if attribute == _ATTACHMENT_BEGINS:
            name = ""
        if attribute in (_ATTACHMENT_NAME, _SUBJECT) and size <= _NAME_BYTES:
            text = (yield Ask(size)).rstrip(b"\0")
            name = decoded(text, "") if attribute == _ATTACHMENT_NAME else name
            part = outlet.begin("tnef.properties", type="text/plain")
            part.write((text,))
            part.end()
        elif attribute == _BODY:
            yield from into(outlet.begin("tnef.body", type="text/plain"), size)
        elif attribute == _ATTACHMENT:
            yield from into(outlet.begin("tnef.attachment", name=name), size)
        elif attribute in (_PROPERTIES, _ATTACHMENT_PROPERTIES):
            message = partial(_stream, outlet, depth + 1) if depth < MOST_DEPTH else None
            yield from within(properties(outlet, message), size)
        else:
            yield Ask(size, NOWHERE)
        yield Ask(_CHECKSUM_BYTES)
