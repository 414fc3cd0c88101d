"""Text in another character set than UTF-8, converted to UTF-8 as it arrives."""

import codecs
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Decoder, Format, Outlet
from agent.contents.media import CODECS, SAMPLE_BYTES, chinese, media_type, parameter
from policies.expression import expression
from policies.part import Buffer

_HIGH: Final = expression(rb"[\x80-\xff]")
_MARKS: Final = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Charset:
    """Text converted to UTF-8; what the character set does not know becomes U+FFFD."""

    def __init__(self, outlet: Outlet, codec: str) -> None:
        self._outlet = outlet
        self._decoder = codecs.getincrementaldecoder(codec)("replace")

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Convert; a character that is split between two pieces is held back."""
        self._give(b"".join(pieces), final=False)

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes."""
        self.close()
        return self._outlet.lose(size)

    def close(self) -> None:
        """Give what was held back."""
        self._give(b"", final=True)
        self._decoder.reset()

    def _give(self, data: bytes, *, final: bool) -> None:
        try:
            text = self._decoder.decode(data, final).encode("utf-8", "replace")
        except UnicodeError:  # an escape sequence of ISO 2022 that never ends
            self._decoder.reset()
            text = data
        if text:
            self._outlet.give((text,))


class Undeclared:
    """Looks for the character set of a plain text, and converts from its first byte beyond ASCII on.

    `codec` is what was found, `held` waits for more bytes that tell, `held_at` is where in the stream that came from.
    """

    __slots__ = ("_decoder", "_is_told", "codec", "held", "held_at")

    def __init__(self) -> None:
        self.codec = ""
        self.held = b""
        self.held_at = 0
        self._is_told = False
        self._decoder: codecs.IncrementalDecoder | None = None

    def split(self, text: bytes, at: int, *, exact: bool, last: bool) -> tuple[bytes, bytes]:
        """What of the text, and of what was held, is given as it is, and what is converted behind that.

        `at` is where in the stream the text came from; `exact`: byte for byte.
        """
        if self._decoder is not None:
            return b"", self._convert(text, last=last)
        if self._is_told or (not self.held and text.isascii()):
            return text, b""
        first = 0
        if self.held:
            text, self.held = self.held + text, b""
        elif found := _HIGH.search(text):
            first = found.start()
            self.held_at = at + first if exact else at
        if len(text) - first < SAMPLE_BYTES and not last:
            self.held = text[first:]
            return text[:first], b""
        self._is_told = True
        self.codec = chinese(text[first : first + SAMPLE_BYTES])
        if not self.codec:
            return text, b""
        self._decoder = codecs.getincrementaldecoder(self.codec)("replace")
        return text[:first], self._convert(text[first:], last=last)

    def _convert(self, text: bytes, *, last: bool) -> bytes:
        assert self._decoder is not None
        return self._decoder.decode(text, last).encode("utf-8", "replace")


def in_utf8(text: bytes) -> tuple[bytes, str]:
    """A whole text in UTF-8, and the codec it was in; itself and "" where it is not Chinese in another one."""
    found = None if text.isascii() else _HIGH.search(text)
    codec = chinese(text[found.start() : found.start() + SAMPLE_BYTES]) if found else ""
    return (text.decode(codec, "replace").encode("utf-8", "replace"), codec) if codec else (text, "")


def charset_of(declared: str, head: bytes) -> str:
    """The codec of a text part by its byte order mark, else by its Content-Type; "" where it reads as it is."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    codec = CODECS.get(parameter(declared, "charset").lower(), "")
    if codec in ("utf-16", "utf-32"):  # no mark: the byte order of a "<", "{" or digit shows
        return f"{codec}-be" if head[:1] == b"\0" else f"{codec}-le"
    return codec


def without_charset(declared: str) -> str | None:
    """The media type of the converted text."""
    return media_type(declared)


def _format(codec: str) -> Format:
    def decoder(outlet: Outlet) -> Decoder:
        return Charset(outlet, codec)

    return Format(codec, decoder, without_charset)


FORMATS: Final[dict[str, Format]] = {codec: _format(codec) for codec in {*CODECS.values(), "utf-32-le", "utf-32-be"}}
