"""DNS over UDP and TCP (RFC 1035, RFC 7766): the labels of names in questions and answers, and texts, one a line."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.dns.labels import NOTHING, Chains, data_labels, decoded, is_number, joined, joined_digits
from agent.protocols.dns.message import HEADER_BYTES, Malformed, Message, parse
from agent.protocols.reader import Sink
from agent.protocols.records import Records
from agent.protocols.tape import Lost, Script, Tape
from policies.expression import expression
from policies.part import Buffer

_PLAIN_BYTES: Final = 24
"""A name that is shorter holds nothing that is encoded."""
_DIGITS: Final = expression(rb"\d{3}")
_ORDINARY: Final = expression(rb"(?:[\x01-\x0e][A-Za-z-]+)+")
"""Labels that are short and without digits, each behind its length."""
_TEXT: Final = b"\0\x10\0\x01"  # type TXT, class IN
_PUNYCODE: Final = b"xn--"


class Half:
    """One direction: its messages as lines."""

    __slots__ = ("_chains", "_direction", "_hidden", "_records", "_sink")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._hidden: dict[str, Records] = {}  # by how it was encoded
        self._records = Records(sink, direction, "dns")
        self._chains = Chains()

    @property
    def waits(self) -> bool:
        """Whether even a short name may be the end of something."""
        return bool(self._chains)

    def give(self, data: bytes) -> bool:
        """Give a message; False where it is none."""
        try:
            message = parse(data)
        except Malformed:
            return False
        self._names(message)
        for text in message.texts:
            self._records.add(b"", text)
        return True

    def close(self) -> None:
        """Join what was cut over several messages."""
        for pieces in self._chains.take():
            characters = joined(pieces)
            if is_number(characters):
                self._records.text(characters)
            elif not self._decode(characters):
                self._decode(joined(pieces[:-1]))  # the last one may be another name of the domain
        for records in (self._records, *self._hidden.values()):
            records.end()

    def _names(self, message: Message) -> None:
        for name in message.names:
            # A dot would make decimals of numbers that are labels.
            self._records.text(b"\t".join(map(_readable, name)))
            for digits in joined_digits(name):
                self._records.text(digits)
            piece = data_labels(name)
            piece = self._chains.last(name) if piece == NOTHING else piece
            if piece != NOTHING:
                _ = self._decode(b"".join(piece)) or self._decode(piece[0])
                self._decode(self._chains.add(name, piece))

    def _decode(self, characters: bytes) -> bool:
        found = decoded(characters)
        if found is not None:
            coding, data = found
            if coding not in self._hidden:
                self._hidden[coding] = Records(self._sink, self._direction, f"dns > {coding}")
            self._hidden[coding].add(b"", data)
        return found is not None


class DnsDatagrams:
    """DNS over UDP. Short names without digits are given as they came: nothing is hidden in them."""

    __slots__ = ("_halves", "_sink")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._halves = (Half(sink, 0), Half(sink, 1))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """Each piece is a message."""
        plain: list[Buffer] = []
        at = offset
        for piece in pieces:
            data = bytes(piece)
            self._sink.at(at)
            at += len(data)
            half = self._halves[direction]
            if (is_plain(data) and not half.waits) or not half.give(data):
                plain.append(piece)
        if plain:
            self._sink.datagrams(direction, plain, offset)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Datagrams do not follow one another."""

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._sink.at(offset)
        self._halves[direction].close()


class DnsStream:
    """DNS over TCP: each message behind its length."""

    __slots__ = ("_halves", "_tapes")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves = (Half(sink, 0), Half(sink, 1))
        self._tapes = (Tape(sink, 0, self._script), Tape(sink, 1, self._script))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._tapes[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._tapes[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._tapes[direction].close(offset)
        self._halves[direction].close()

    def _script(self, tape: Tape) -> Script:
        while True:
            size = int.from_bytes((yield 2), "big")
            end = tape.offset + size
            try:
                data = yield size
            except Lost as lost:
                behind = tape.offset + lost.size
                if lost.size == 0 or behind > end:
                    raise
                tape.raw(lost.held)
                yield from tape.pass_over(end - behind)
                continue
            if not self._halves[tape.direction].give(data):
                tape.raw(data)


def is_plain(data: bytes) -> bool:
    """Whether a message has one name that is short or ordinary, and no text."""
    end = data.find(b"\0", HEADER_BYTES)
    if data[4:6] != b"\0\x01" or _TEXT in data:
        return False
    if _ORDINARY.fullmatch(data, HEADER_BYTES, end):
        return True
    return end - HEADER_BYTES < _PLAIN_BYTES and not _DIGITS.search(data, HEADER_BYTES, end)


def _readable(label: bytes) -> bytes:
    """A label, an international one in UTF-8 (RFC 3492)."""
    if label[:4].lower() != _PUNYCODE:
        return label
    try:
        return label[4:].decode("punycode").encode()
    except (UnicodeError, OverflowError, ValueError):
        return label
