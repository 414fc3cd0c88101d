"""Base64 (RFC 4648 4, 5) and hexadecimal within a text, such as a value of a JSON object or a form."""

import binascii
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from agent.contents.format import Inlet
from agent.contents.media import wide
from policies.expression import expression

LEAST_CHARACTERS: Final = 24
"""Shortest run that is looked at: a resident number in base64."""

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_SHAPE: Final = bytes(ord("a") if byte in _ALPHABET else ord(" ") for byte in range(256))
_LONG_RUN: Final = b"a" * LEAST_CHARACTERS
_BREAK: Final = rb"(?:\r?\n|(?:\\r)?\\n)"
# A line break belongs to the run behind a line as long as encoders make them (RFC 7468 2, RFC 2045 6.8).
_RUN: Final = expression(rb"(?:[A-Za-z0-9+/_-]+|(?<=[A-Za-z0-9+/]{60})" + _BREAK + rb"(?=[A-Za-z0-9+/]))*")
_BREAK_BEGUN: Final = expression(rb"(?:\r?\n?|\\r?|\\r\\n?|\\n)\Z")
_ESCAPED_BREAKS: Final = expression(rb"\\[rn]")
_HEX_RUN: Final = expression(rb"(?:[0-9a-fA-F]{2}|(?<=[0-9a-fA-F]{60})" + _BREAK + rb"(?=[0-9a-fA-F]))*")
_HEXADECIMAL: Final = expression(rb"(?:[0-9a-fA-F]{2})*")
_HEX_MARK: Final = expression(rb"(?:0[xX]|x)(?=[0-9a-fA-F]{2})")  # of a literal, of an escaped bytea
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_TELLING: Final = 64  # characters whose decoded bytes tell whether there is anything
_TELLING_PACKED: Final = 256  # the same of bare DEFLATE, as in SAML: its codes come first
_MOST_TELLING: Final = 64 << 10  # bytes that so few packed ones are unpacked to
_LINE: Final = 60  # characters before a line break that a run goes on behind
_CONTROL: Final = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_HAN: Final = expression(rb"[\xa1-\xa3\xb0-\xf7][\xa1-\xfe]")  # GB 2312; other characters of GB 18030 are rare in text
_HIGH: Final = bytes(range(128, 256))
_TEXT: Final = "text"
_FILES: Final = (
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"%PDF-",
    b"\x28\xb5\x2f\xfd",
    b"BZh",
    b"\xfd7zXZ\0",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3\0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
)
_ZLIB: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")

_BLOCKS: Final = bytes((byte >> 1) & 3 in (1, 2) for byte in range(256))  # begin packed blocks (RFC 1951 3.2.3)

Begin = Callable[[str, str], Inlet]
"""Begins a part by its label and the coding of what is in it."""


class Embedded:
    """The runs of one text that decode to a file, each a part, or to text, all of one encoding lines of one part."""

    __slots__ = ("_before", "_begin", "_held", "_hexadecimal", "_inlet", "_skips", "_texts")

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._inlet: Inlet | None = None  # of a run that reaches the end of what is known
        self._skips = False  # the same of a run that holds nothing
        self._held = b""  # its characters that make no whole byte yet, or a line break in the making
        self._before = b""  # what is known of the run, or of the text, before `_held`
        self._hexadecimal = False
        self._texts: dict[str, Inlet] = {}

    def feed(self, text: bytes) -> None:
        """Decode every run; the last one may go on."""
        self._scan(text, last=False)

    def close(self) -> None:
        """The text ends here."""
        self._scan(b"", last=True)
        if self._inlet is not None:
            self._write(self._held, last=True)
            self._end_run()
        for inlet in self._texts.values():
            inlet.end()

    def _scan(self, text: bytes, *, last: bool) -> None:
        text, at = self._before + self._held + text, 0
        shape = text.translate(_SHAPE)
        if self._inlet is not None:
            at, self._held = len(self._before), b""
            at = self._go_on(text, at)
        elif self._skips:
            at = _end(shape, 0)
        while self._inlet is None and (found := shape.find(_LONG_RUN, at)) >= 0:
            at, end = found, _end(shape, found)
            if end == len(text) and end - at < _TELLING_PACKED and not last:
                break
            at = self._run(text, at, end)
        self._skips = self._inlet is None and 0 < at == len(text)
        if self._inlet is None:
            self._before = text[max(at, len(text.rstrip(_ALPHABET))) :]

    def _run(self, text: bytes, at: int, end: int) -> int:
        """Decode the run between `at` and `end`, if it holds anything; where it ends."""
        for label, begin in _readings(text, at):
            hexadecimal = label == "hex"
            kind = _worth(text[begin : min(end, begin + _TELLING_PACKED)], hexadecimal=hexadecimal)
            if kind is not None:
                self._hexadecimal = hexadecimal
                self._inlet = self._inlet_of(label, kind)
                return self._go_on(text, begin)
        return end

    def _go_on(self, text: bytes, at: int) -> int:
        match = (_HEX_RUN if self._hexadecimal else _RUN).match(text, at)
        end = match.end() if match else at
        rest = text[end : end + 5]
        odd = self._hexadecimal and len(rest) == 1
        if not rest or odd or (len(rest) < 5 and _BREAK_BEGUN.match(rest)):
            self._before = text[max(0, end - _LINE) : end]
            self._write(text[at:end], last=False)
            self._held += rest
            return len(text)
        self._write(text[at:end], last=True)
        self._end_run()
        return end

    def _inlet_of(self, label: str, kind: str) -> Inlet:
        if kind != _TEXT:
            return self._begin(label, kind)
        if label not in self._texts:
            self._texts[label] = self._begin(label, "")
        return self._texts[label]

    def _end_run(self) -> None:
        inlet, self._inlet = self._inlet, None
        if inlet is not None and inlet in self._texts.values():
            inlet.write((b"\n",))
        elif inlet is not None:
            inlet.end()

    def _write(self, characters: bytes, *, last: bool) -> None:
        characters = _joined(characters)
        whole = len(characters) if last else len(characters) // 4 * 4
        self._held = characters[whole:]
        data = _decoded(characters[:whole], hexadecimal=self._hexadecimal)
        if data and self._inlet is not None:
            self._inlet.write((data,))


def may_hold(text: bytes) -> bool:
    """Whether a text has a run that is long enough; costs a scan at the speed of memory."""
    return text.translate(_SHAPE).find(_LONG_RUN) >= 0


def _end(shape: bytes, at: int) -> int:
    end = shape.find(b" ", at)
    return end if end >= 0 else len(shape)


def _readings(text: bytes, at: int) -> Iterator[tuple[str, int]]:
    """What a run may be, and where that begins."""
    mark = _HEX_MARK.match(text, at)
    yield "hex", mark.end() if mark else at
    yield "base64", at
    if text.startswith(b"+", at):
        yield "base64", at + 1  # UTF-7 (RFC 2152)


def _decoded(characters: bytes, *, hexadecimal: bool) -> bytes:
    """What a run stands for; b"" where it is none."""
    if hexadecimal:
        match = _HEXADECIMAL.match(characters)
        return binascii.unhexlify(match[0]) if match and match.end() >= len(characters) - 1 else b""
    characters = _joined(characters)
    whole = characters[: len(characters) - (len(characters) % 4 == 1)]
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def _joined(characters: bytes) -> bytes:
    """The lines of a run as one, in the standard alphabet."""
    if b"\\" in characters:
        characters = _ESCAPED_BREAKS.sub(b"", characters)
    return characters.translate(_URL_SAFE, b"\r\n")


def _worth(characters: bytes, *, hexadecimal: bool) -> str | None:
    """What a run that begins so decodes to: text, a file, or a file in zlib's coding; None: neither."""
    head = _decoded(characters[:_TELLING], hexadecimal=hexadecimal)
    if head.startswith(_ZLIB):
        return "deflate"
    if head.startswith(_FILES):
        return ""
    if _is_text(head):
        return _TEXT
    if hexadecimal or head[:1].translate(_BLOCKS) != b"\1":
        return None
    whole = len(characters) < _TELLING_PACKED
    return "deflate" if _is_text(_inflated(_decoded(characters, hexadecimal=False), whole=whole)) else None


def _inflated(packed: bytes, *, whole: bool) -> bytes:
    """The first bytes of what was packed by DEFLATE, b"" where it was not; chance makes no stream that ends well."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        text = stream.decompress(packed, _MOST_TELLING)
    except zlib.error:
        return b""
    ends_well = stream.eof and not stream.unused_data
    return text if (ends_well if whole else len(text) >= _TELLING) else b""


def _is_text(head: bytes) -> bool:
    """Whether bytes read as text: UTF-16 without a mark, UTF-8, or Chinese in GB 18030."""
    if len(head) < LEAST_CHARACTERS // 2:
        return False
    if max(head[1::2].count(0), head[::2].count(0)) * 3 > len(head):
        return not _CONTROL.search(head.replace(b"\0", b"").decode("latin-1"))
    if wide(head):
        return True
    text = head.decode("utf-8", "replace")
    if "\ufffd" not in text[:-1]:
        return not _CONTROL.search(text)
    text = head.decode("gb18030", "replace")
    others = len(text) - len(head.translate(None, _HIGH))
    return "\ufffd" not in text[:-1] and not _CONTROL.search(text) and len(_HAN.findall(head)) * 5 >= others * 4
