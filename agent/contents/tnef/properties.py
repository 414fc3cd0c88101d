"""MAPI properties within TNEF (MS-OXTNEF 2.1.3.4): the body in three forms, names, embedded messages."""

from collections.abc import Callable, Generator, Iterator
from typing import Final

from agent.contents.format import NOWHERE, Inlet, Outlet
from agent.contents.media import decoded
from agent.contents.tnef.lzfu import Lzfu
from agent.contents.tnef.requests import Ask, Parser, into, within

MOST: Final = 65_536
"""Properties of one message, values of one property."""
TEXT_BYTES: Final = 4096
_NAMED: Final = 0x8000  # ids from here on have names
_SEVERAL: Final = 0x1000
_ALIGNED: Final = 4

_STRING: Final = 0x1E
_UNICODE: Final = 0x1F
_OBJECT: Final = 0x0D
_VARIABLE: Final = frozenset((_STRING, _UNICODE, _OBJECT, 0x102))
_FIXED: Final = {0: 0, 1: 0, 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Type -> bytes of a value, padded."""

_BODY: Final = 0x1000
_RTF: Final = 0x1009
_HTML: Final = 0x1013
_ATTACHED: Final = 0x3701
_MESSAGE: Final = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage
_IID_BYTES: Final = 16

_SUBJECTS_AND_NAMES: Final = frozenset((0x0037, 0x0070, 0x0E1D, 0x3001, 0x3704, 0x3707))
_CONTACT: Final = range(0x3A00, 0x3A60)
"""Names, telephone numbers and addresses of a person: what a contact that is sent consists of."""


def properties(outlet: Outlet, message: Callable[[], Parser] | None) -> Parser:
    """One list of properties; `message` makes the parser of an embedded message."""
    texts: list[bytes] = []
    try:
        count = yield from _number()
        for _ in range(min(count, MOST)):
            head = yield Ask(4)
            kind, identity = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:], "little")
            if identity >= _NAMED:
                yield from _name()
            values = (yield from _number()) if kind & _SEVERAL or kind & ~_SEVERAL in _VARIABLE else 1
            kind &= ~_SEVERAL
            if kind in _FIXED:
                yield Ask(_FIXED[kind] * values, NOWHERE)
            elif kind not in _VARIABLE:
                return
            else:
                for _ in range(min(values, MOST)):
                    size = yield from _number()
                    yield from _value(outlet, message, kind, identity, size, texts)
                    yield Ask(-size % _ALIGNED)
    finally:
        for part in _written(outlet, texts):
            part.end()


def _value(
    outlet: Outlet, message: Callable[[], Parser] | None, kind: int, identity: int, size: int, texts: list[bytes]
) -> Parser:
    charset = "; charset=utf-16le" if kind == _UNICODE else ""
    if identity == _BODY:
        yield from into(outlet.begin("tnef.body", type="text/plain" + charset), size)
    elif identity == _HTML:
        yield from into(outlet.begin("tnef.html", type="text/html" + charset), size)
    elif identity == _RTF:
        yield from into(Lzfu(outlet.begin("tnef.rtf", type="text/rtf")), size)
    elif identity == _ATTACHED:
        yield from within(_attached(outlet, message, kind, size), size)
    elif kind in (_STRING, _UNICODE) and size <= TEXT_BYTES and _is_content(identity):
        text = yield Ask(size)
        read = text.decode("utf-16-le", "replace") if kind == _UNICODE else decoded(text, "")
        texts.append(read.rstrip("\0").encode("utf-8", "replace"))
    else:
        yield Ask(size, NOWHERE)


def _attached(outlet: Outlet, message: Callable[[], Parser] | None, kind: int, size: int) -> Parser:
    """A file, or behind the name of an interface a message or another object."""
    if kind == _OBJECT and size >= _IID_BYTES:
        interface = yield Ask(_IID_BYTES)
        size -= _IID_BYTES
        if interface == _MESSAGE and message is not None:
            yield from message()
            return
    yield from into(outlet.begin("tnef.attachment"), size)


def _name() -> Parser:
    """The name of a property: a number or a text in a name space."""
    yield Ask(_IID_BYTES)
    if (yield from _number()) == 0:
        yield Ask(4)
        return
    size = yield from _number()
    yield Ask(size + -size % _ALIGNED, NOWHERE)


def _number() -> Generator[Ask, bytes, int]:
    return int.from_bytes((yield Ask(4)), "little")


def _is_content(identity: int) -> bool:
    return identity in _SUBJECTS_AND_NAMES or identity in _CONTACT or identity >= _NAMED


def _written(outlet: Outlet, texts: list[bytes]) -> Iterator[Inlet]:
    """The texts of one list are one record, a line each."""
    if texts:
        part = outlet.begin("tnef.properties", type="text/plain")
        part.write([text + b"\n" for text in texts])
        yield part
