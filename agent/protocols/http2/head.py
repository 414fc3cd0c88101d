"""A head of HTTP/2: the fields of one header block, written as HTTP/1 writes them (RFC 9113 8.3)."""

from collections.abc import Sequence
from typing import Final

from agent.contents.media import body_name, codings, escaped, field_text

_METHOD, _PATH, _STATUS, _AUTHORITY = b":method", b":path", b":status", b":authority"
_PSEUDO: Final = frozenset((_METHOD, _PATH, _STATUS, _AUTHORITY))
_BODY: Final = frozenset((b"content-type", b"content-disposition", b"content-encoding", b"content-range"))
_PROTOCOL: Final = b":protocol"  # of an extended CONNECT (RFC 8441 4)
_FIRST: Final = _PSEUDO | _BODY | {b"host", b"grpc-encoding", _PROTOCOL}
_UNKNOWN: Final = b"?"
_GRPC: Final = "application/grpc"


class Head:
    """The fields of a request, a response, or trailers; of several fields of one name the first counts."""

    __slots__ = ("_fields", "_values")

    def __init__(self, fields: Sequence[tuple[bytes, bytes]]) -> None:
        self._fields = fields
        self._values: dict[bytes, bytes] = {}
        for name, value in fields:
            if name in _FIRST:
                self._values.setdefault(name, value)

    @property
    def kind(self) -> str:
        """Whether this is a "request", a "response", or "" where nothing says so, as in trailers."""
        if _STATUS in self._values:
            return "response"
        return "request" if _METHOD in self._values or _PATH in self._values else ""

    @property
    def is_interim(self) -> bool:
        """Whether another head follows (RFC 9110 15.2)."""
        return self._values.get(_STATUS, b"").startswith(b"1")

    @property
    def host(self) -> bytes:
        """The server that a request is for."""
        return self._values.get(_AUTHORITY) or self._values.get(b"host", b"")

    def text(self, kind: str) -> bytes:
        """The head as HTTP/1 would write it; what the capture does not tell is a question mark."""
        value = self._values.get
        line = b""
        if kind == "response":
            line = b"HTTP/2 %b\r\n" % value(_STATUS, _UNKNOWN)
        elif kind == "request":
            line = b"%b %b HTTP/2\r\n" % (value(_METHOD, _UNKNOWN), value(_PATH, _UNKNOWN))
        if _AUTHORITY in self._values:
            line += b"host: %b\r\n" % self._values[_AUTHORITY]
        return line + self._lines() + b"\r\n"

    def escaped(self, kind: str) -> list[tuple[str, bytes]]:
        """What of a request's head, or of trailers, is percent-encoded: (end of its path, text) of each."""
        return [] if kind == "response" else escaped(self._values.get(_PATH, b""), self._lines())

    @property
    def content_range(self) -> bytes:
        """Which part of a file the body is."""
        return self._values.get(b"content-range", b"")

    @property
    def target(self) -> bytes:
        """What a request is for."""
        return self._values.get(_PATH, b"")

    def name(self) -> str:
        """The file name of the body."""
        value = self._values.get
        return body_name(value(b"content-disposition", b""), value(_METHOD, b""), value(_PATH, b""))

    def type(self) -> str:
        """The media type of the body, with the coding of its messages where it holds messages."""
        declared = field_text(self._values.get(b"content-type", b""))
        coding = self._values.get(b"grpc-encoding", b"")
        return f"{declared}; grpc-encoding={field_text(coding)}" if coding and declared.startswith(_GRPC) else declared

    def codings(self) -> tuple[str, ...]:
        """The codings of the body in the order applied; another protocol in a stream is one without a decoder."""
        return codings(self._values.get(b"content-encoding", b""), self._values.get(_PROTOCOL, b""))

    def _lines(self) -> bytes:
        return b"".join(b"%b: %b\r\n" % field for field in self._fields if field[0] not in _PSEUDO)
