"""The messages of gRPC, gRPC-Web and Connect: a byte of flags and a length of four before each.

The deeper part holds the messages one after another: of protobuf each behind its length, as `contents.protobuf`
reads them; of JSON each on a line. Messages of up to 64 KB are decompressed here, so that very many
do not count as members; a longer one is a part of its own.
"""

import re
import zlib
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet, Outlet
from agent.contents.media import media_type, parameter
from policies.part import Buffer

MESSAGES_TYPE: Final = "application/x-protobuf-messages"
"""What no peer declares: protobuf messages, each behind its length in four bytes."""
SMALL_BYTES: Final = 64 << 10
"""Longest message that is held, or decompressed, at once."""

_HEADER_BYTES: Final = 5
_COMPRESSED: Final = 0x01
_FLAGS: Final = frozenset((0x00, 0x01, 0x02, 0x03, 0x80, 0x81))
_TRAILERS: Final = 0x82  # of gRPC-Web, and the end of a stream in Connect
_INFLATED: Final = frozenset(("gzip", "x-gzip", "deflate"))
_ANY_HEADER: Final = zlib.MAX_WBITS | 32  # gzip or zlib
_TYPE: Final = re.compile(r"application/(?:grpc|grpc-web|connect)(?:\+[a-z0-9.+-]+)?")
_MAGIC: Final = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"\x78", "deflate"))
_COMPRESSIONS: Final = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_LIKELY_BYTES: Final = 16 << 20
_UNKNOWN: Final = "compression of an unknown kind"
_TELLING_BYTES: Final = 4

_IN_HEADER: Final = 0
_PASS: Final = 1  # a plain message goes on
_GATHER: Final = 2  # a compressed message is held
_MEMBER: Final = 3  # a part of its own
_SNIFF: Final = 4  # the first bytes of a long compressed message tell how, where nothing was declared
_REST: Final = 5  # no message can be told any more


class Grpc:
    """The messages of one direction of a call."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._coding = parameter(outlet.type, "grpc-encoding").lower()
        self._inner = messages_type(outlet.type)
        self._is_framed = self._inner == MESSAGES_TYPE
        self._state = _IN_HEADER
        self._held = bytearray()
        self._left = 0
        self._member: Inlet | None = None
        self._plain: list[Buffer] = []  # messages of this feed

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Take the messages apart; the deeper part gets all those of a feed at once."""
        for piece in pieces:
            data: Buffer = piece
            while len(data) and not self._outlet.spent:
                data = self._step(data)
        self._give()

    def gap(self, size: int) -> bool:
        """Go on inside a plain message or a member; elsewhere what follows is read as it is."""
        inside = self._state in (_PASS, _MEMBER) and size <= self._left
        if self._state == _PASS:
            self._outlet.lose(min(size, self._left))
        elif self._member is not None:
            self._member.gap(size)
        if inside:
            self._left -= size
            self._end_message()
        elif self._state != _REST:
            self._end_member("gap")
            self._held.clear()
            self._begin_member(_REST, "grpc.rest", "")
        return True

    def close(self) -> None:
        """A message that has begun must have ended."""
        if self._state == _GATHER:
            self._decompress(bytes(self._held))
            self._give()
        if self._held or self._state not in (_IN_HEADER, _REST):
            self._outlet.fail("grpc truncated")
        self._end_member("")

    def _step(self, data: Buffer) -> Buffer:
        """What one state leaves of the bytes."""
        if self._state == _IN_HEADER:
            return self._header(data)
        if self._state == _REST:
            self._write(data)
            return b""
        size = min(len(data), self._left)
        self._left -= size
        if self._state == _PASS:
            self._plain.append(data[:size])
        elif self._state in (_GATHER, _SNIFF):
            self._held += data[:size]
        else:
            self._write(data[:size])
        if self._state == _SNIFF and len(self._held) >= _TELLING_BYTES:
            self._begin_held(_MEMBER)
        self._end_message()
        return data[size:]

    def _header(self, data: Buffer) -> Buffer:
        taken = min(len(data), _HEADER_BYTES - len(self._held))
        self._held += data[:taken]
        if len(self._held) < _HEADER_BYTES:
            return b""
        header = bytes(self._held)
        self._held.clear()
        flags, self._left = header[0], int.from_bytes(header[1:], "big")
        if flags not in _FLAGS:
            self._begin_member(_REST, "grpc.rest", "")
            self._write(header)
        elif flags & _TRAILERS:
            self._begin_member(_MEMBER, "grpc.trailers", "" if flags & 0x02 else "text/plain")
        elif not flags & _COMPRESSED:
            self._state = _PASS
            if self._is_framed:
                self._plain.append(header[1:])
        elif self._left <= SMALL_BYTES and (not self._coding or self._coding in _INFLATED):
            self._state = _GATHER
        elif self._coding:
            self._begin_member(_MEMBER, "grpc.message", self._message_type(), self._coding)
        else:
            self._state = _SNIFF
        self._end_message()
        return data[taken:]

    def _end_message(self) -> None:
        if self._left or self._state in (_IN_HEADER, _REST):
            return
        if self._state == _PASS and not self._is_framed:
            self._plain.append(b"\n")
        elif self._state == _GATHER:
            self._decompress(bytes(self._held))
            self._held.clear()
        self._end_member("")
        self._state = _IN_HEADER

    def _decompress(self, message: bytes) -> None:
        """Decompress a small message; one that is long then is a part of its own."""
        stream = zlib.decompressobj(_ANY_HEADER)
        try:
            plain = stream.decompress(message, SMALL_BYTES)
        except zlib.error:
            plain = b""
        if stream.eof:
            self._plain += (len(plain).to_bytes(4, "big"), plain) if self._is_framed else (plain, b"\n")
        elif message:
            self._held[:] = message
            self._begin_held(self._state)
            self._end_member("")

    def _begin_held(self, state: int) -> None:
        """What is held begins a part of its own."""
        message = bytes(self._held)
        self._held.clear()
        sniffed = next((name for magic, name in _MAGIC if message.startswith(magic)), _UNKNOWN)
        self._begin_member(state, "grpc.message", self._message_type(), self._coding or sniffed)
        self._write(message)

    def _message_type(self) -> str:
        return "application/x-protobuf" if self._is_framed else self._inner

    def _begin_member(self, state: int, label: str, declared: str, coding: str = "") -> None:
        self._give()
        self._state = state
        self._member = self._outlet.begin(label, type=declared, coding=coding)

    def _write(self, data: Buffer) -> None:
        if self._member is not None:
            self._member.write((data,))

    def _end_member(self, damage: str) -> None:
        if self._member is not None:
            self._member.end(damage)
            self._member = None

    def _give(self) -> None:
        if self._plain:
            self._outlet.give(self._plain)
            self._plain = []


def is_grpc(name: str) -> bool:
    """Whether a media type is one of gRPC, gRPC-Web or Connect, where messages stand as bytes."""
    return _TYPE.fullmatch(name) is not None


def first_message(head: bytes) -> tuple[bytes, int]:
    """What may be the first message of a call whose type is not known: its beginning and length, 0 for none.

    A compressed one must say how; whether a plain one is a message is for others to tell.
    """
    length = int.from_bytes(head[1:_HEADER_BYTES], "big")
    message, behind = head[_HEADER_BYTES : _HEADER_BYTES + length], head[_HEADER_BYTES + length :]
    if not 0 < length <= _LIKELY_BYTES or head[0] > _COMPRESSED or (behind and behind[0] > _COMPRESSED):
        return b"", 0
    return (message, length) if not head[0] or message.startswith(_COMPRESSIONS) else (b"", 0)


def messages_type(declared: str) -> str:
    """The media type of the messages: of protobuf where no other codec is named."""
    codec = media_type(declared).partition("+")[2] or "proto"
    if codec == "json":
        return "application/json"
    return MESSAGES_TYPE if codec == "proto" else ""


def without_base64(_: str) -> str:
    """The media type inside gRPC-Web as text, which is base64 of the bytes."""
    return "application/grpc-web"
