"""SNMP over UDP (RFC 1157, RFC 3416, RFC 3412): the strings of variable bindings; what version 3 encrypts is opaque."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.ber import OCTETS, Malformed, element, elements, strings
from agent.protocols.reader import Sink
from agent.protocols.records import Records
from policies.part import Buffer

FIRST: Final = frozenset((0x30,))

_INTEGER, _SEQUENCE = 0x02, 0x30
_VERSIONS: Final = (b"\0", b"\1", b"\3")
_VERSION_3: Final = b"\3"
_PDUS: Final = range(0xA0, 0xA9)
_ENCRYPTED: Final = 0x02  # of the flags (RFC 3412 6.4)


def recognise(head: bytes) -> bool:
    """Whether a datagram is a message: a sequence that fills it, a version, a community or the header of version 3."""
    try:
        _message(head)
    except Malformed:
        return False
    return True


class Snmp:
    """Each datagram is a message, and a line."""

    __slots__ = ("_records", "_sink")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._records = (Records(sink, 0, "snmp"), Records(sink, 1, "snmp"))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """Each piece is a message."""
        plain: list[Buffer] = []
        at = offset
        for piece in pieces:
            data = bytes(piece)
            self._sink.at(at)
            at += len(data)
            try:
                if not self._give(direction, data):
                    self._hide(direction, data)
            except Malformed:
                plain.append(piece)
        if plain:
            self._sink.datagrams(direction, plain, offset)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Datagrams do not follow one another."""

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._sink.at(offset)
        self._records[direction].end()

    def _give(self, direction: int, data: bytes) -> bool:
        """Give the strings of a message; False where it is encrypted."""
        version, at, end = _message(data)
        fields = []
        if version != _VERSION_3:
            _, start, at = element(data, at, end)
            fields.append(b"community: " + data[start:at])  # it is what a password is elsewhere
        else:
            _, start, stop = element(data, at, end)
            *_, flags, _ = elements(data, start, stop)
            if data[flags[1]] & _ENCRYPTED:
                return False
            _, _, at = element(data, stop, end)
        fields += filter(None, strings(data, at, end))
        if fields:
            self._records[direction].text(b"\t".join(fields).replace(b"\n", b" "))
        return True

    def _hide(self, direction: int, data: bytes) -> None:
        """Count a message that is encrypted as unread."""
        inlet = self._sink.begin(direction, "snmp", codings=("encrypted",))
        inlet.write((data,))
        inlet.end()


def _message(data: bytes) -> tuple[bytes, int, int]:
    """The version of a message, and where the rest of it is."""
    tag, start, end = element(data, 0, len(data))
    kind, first, last = element(data, start, end)
    version = data[first:last]
    if tag != _SEQUENCE or end != len(data) or kind != _INTEGER or version not in _VERSIONS:
        raise Malformed
    tag, first, after = element(data, last, end)
    if version == _VERSION_3:
        if tag != _SEQUENCE or [kind for kind, *_ in elements(data, first, after)] != [2, 2, OCTETS, 2]:
            raise Malformed
        flags = list(elements(data, first, after))[2]
        if flags[2] - flags[1] != 1:
            raise Malformed
        return version, last, end
    if tag != OCTETS or element(data, after, end)[0] not in _PDUS:
        raise Malformed
    return version, last, end
