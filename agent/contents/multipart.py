"""multipart bodies (RFC 2046 5.1, RFC 7578): files one by one, the fields of a form together as `name=value` lines."""

import string
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet, Outlet
from agent.contents.media import decoded, file_name, media_type, parameter, transfer_encoding
from policies.part import Buffer

HEAD_BYTES: Final = 16 << 10
"""Longest head of one part."""
PADDING_BYTES: Final = 256
"""Longest white space behind a delimiter."""

_BOUNDARY: Final = frozenset(bytes((byte,)) for byte in b"0123456789'()+_,-./:=?" + string.ascii_letters.encode())
"""Characters of a boundary, but for the space."""


class Multipart:
    """The parts between the delimiters, bare line feeds accepted. Text that is in no part is a part of its own."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._delimiter = b"\n--" + parameter(outlet.type, "boundary").encode("utf-8", "replace")
        self._held = b"\n"  # a delimiter at the very beginning is found like any other
        self._at = 0  # where in _held the next step begins
        self._lent = 1  # bytes there that are not content
        self._step = self._content
        self._part: Inlet | None = None
        self._fields: Inlet | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Cut at the delimiters; what may be the beginning of one is held back."""
        self._held += b"".join(pieces)
        while not self._outlet.spent and self._step():
            pass
        self._held, self._at = self._held[self._at :], 0

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes, in the part that was open before them."""
        if self._step == self._content:
            self._write(self._held[self._lent :])
        self._held, self._lent, self._step = b"", 0, self._content
        if self._part is not None:
            self._part.gap(size)
        return True

    def close(self) -> None:
        """Give what was held back and end every part."""
        if self._step == self._content:
            content = self._held[self._lent :]
            if self._find() == len(self._held):  # it ends with a delimiter
                content = self._held[self._lent : self._held.rfind(self._delimiter)].removesuffix(b"\r")
            self._write(content)
        elif self._held.strip(b"-\r\n\t "):
            self._write(self._held)
        self._end_part()
        if self._fields is not None:
            self._fields.end()
        del self._step  # a bound method: leave no circle behind

    # Steps: True when there may be another

    def _content(self) -> bool:
        """Content up to the next delimiter."""
        begin = self._at + self._lent
        found = self._find()
        if found == len(self._held):
            return False
        if found < 0:
            safe = len(self._held) - len(self._delimiter)  # all but a delimiter in the making and the CR before it
            if safe > begin:
                self._write(self._held[begin:safe])
                self._at, self._lent = safe, 0
            return False
        self._write(self._held[begin:found].removesuffix(b"\r"))
        self._end_part()
        self._at = found + len(self._delimiter)
        self._step = self._delimiter_line
        return True

    def _find(self) -> int:
        """Where the next delimiter is: -1 nowhere, the length of what is held where more must come to tell.

        A longer boundary of a multipart within may begin with this one (RFC 2046 5.1.1).
        """
        found = self._held.find(self._delimiter, self._at)
        while found >= 0:
            behind = self._held[found + len(self._delimiter) : found + len(self._delimiter) + 2]
            if behind in (b"", b"-"):
                return len(self._held)
            if behind[:1] not in _BOUNDARY or behind == b"--":
                return found
            found = self._held.find(self._delimiter, found + 1)
        return found

    def _delimiter_line(self) -> bool:
        """The rest of a delimiter's line: "--" ends the body, anything else is padding."""
        rest = len(self._held) - self._at
        if rest < 2:
            return False
        if self._held.startswith(b"--", self._at):
            self._at, self._lent, self._step = self._at + 2, 0, self._content
            return True
        end = self._held.find(b"\n", self._at, self._at + PADDING_BYTES)
        if end < 0 and rest < PADDING_BYTES:
            return False
        self._at = max(self._at, end)  # at the line feed: the head may be empty
        self._step = self._head
        return True

    def _head(self) -> bool:
        """The headers of a part, ended by an empty line."""
        limit = self._at + HEAD_BYTES
        ends = [(at, mark) for mark in (b"\n\r\n", b"\n\n") if (at := self._held.find(mark, self._at, limit)) >= 0]
        if not ends and len(self._held) < limit:
            return False
        end, mark = min(ends, default=(self._at, b"\n"))
        self._begin_part(self._held[self._at : end])
        # The line feed is lent to the content: an empty part's delimiter may follow the head at once.
        self._at, self._lent, self._step = end + len(mark) - 1, 1, self._content
        return True

    def _begin_part(self, head: bytes) -> None:
        headers = _headers(head)
        disposition = headers.get("content-disposition", "")
        declared = headers.get("content-type", "")
        coding = transfer_encoding(headers.get("content-transfer-encoding", ""))
        name, field = file_name(disposition, declared), parameter(disposition, "name")
        if field and not name and not coding and declared.lower() in ("", "text/plain"):
            self._begin_field(field)
        else:
            self._part = self._outlet.begin("multipart", name=name or field, type=declared, coding=coding)

    def _begin_field(self, field: str) -> None:
        if self._fields is None:
            self._fields = self._outlet.begin("multipart.fields", type="text/plain")
        self._part = self._fields
        self._fields.write((field.encode("utf-8", "replace") + b"=",))

    def _write(self, content: bytes) -> None:
        if self._part is None:
            content = content.lstrip(b"\r\n\t ")
            if content:
                self._part = self._outlet.begin("multipart.other", type="text/plain")
        if content and self._part is not None:
            self._part.write((content,))

    def _end_part(self) -> None:
        if self._part is not None and self._part is self._fields:
            self._fields.write((b"\n",))
        elif self._part is not None:
            self._part.end()
        self._part = None


def is_multipart(declared: str) -> bool:
    """Whether a Content-Type announces a multipart body with a boundary to cut at."""
    return media_type(declared).startswith("multipart/") and bool(parameter(declared, "boundary"))


def _headers(head: bytes) -> dict[str, str]:
    """Header names, lower case, to values; continuation lines joined (RFC 5322 2.2.3)."""
    text = decoded(head, "").replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ")
    fields = (line.partition(":") for line in text.split("\n"))
    return {name.strip().lower(): value.strip() for name, colon, value in fields if colon}
