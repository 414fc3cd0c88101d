"""Text in another character set than UTF-8, converted to UTF-8 as it arrives."""

import codecs
import re
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Decoder, Format, Outlet
from agent.contents.media import CODECS, media_type, parameter
from policies.expression import expression
from policies.part import Buffer

_TELLING: Final = 8  # a zero in so many bytes tells UTF-16
_LEAST_BYTES: Final = 16  # that tell UTF-32 or Big5
_HIGH: Final = 0x80
_LOW_SHARE: Final = 6  # one character in so many has a second byte below 0x80; in Big5 four in ten have
_PLAIN: Final = expression("[^\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]+")
_CONTROLS: Final = expression(rb"[\x00-\x08\x0e-\x1f\x7f]")
# Punctuation and common characters of Big5; the last byte may be the first half of one.
_BIG5: Final = re.compile(rb"(?:[\t-\x7e]|[\xa1-\xc6\xc9-\xf9][\x40-\x7e\xa1-\xfe])*[\xa1-\xf9]?")
_WORDS: Final = expression(rb"(?:[\xa1\xa4-\xc6][\x40-\x7e\xa1-\xfe]){2,}")
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


def charset_of(declared: str, head: bytes) -> str:
    """The codec of a text part by its byte order mark, else by its Content-Type; "" where it reads as it is."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    codec = CODECS.get(parameter(declared, "charset").lower(), "")
    if codec in ("utf-16", "utf-32"):  # no mark: the byte order of a "<", "{" or digit shows
        return f"{codec}-be" if head[:1] == b"\0" else f"{codec}-le"
    return codec


def unmarked(head: bytes) -> str:
    """The codec of UTF-16 or UTF-32 without a mark, told by the zeros of its digits and letters; "" for the rest."""
    for codec in ("utf-32-le", "utf-32-be"):
        if len(head) >= _LEAST_BYTES and _PLAIN.fullmatch(head[: len(head) // 4 * 4].decode(codec, "replace")):
            return codec
    low, high = head[::2].count(0), head[1::2].count(0)
    if max(low, high) * _TELLING < max(1, len(head)) or (low and high):
        return ""
    return "utf-16-be" if low else "utf-16-le"


def is_big5(head: bytes) -> bool:
    """Whether a text is Chinese in Big5: words of common characters, whose second bytes GBK and UTF-8 do not use so."""
    if head.isascii() or _CONTROLS.search(head) or not _BIG5.fullmatch(head):
        return False
    words = b"".join(_WORDS.findall(head))
    low = sum(byte < _HIGH for byte in words[1::2])
    return len(words) >= _LEAST_BYTES and low * _LOW_SHARE >= len(words) // 2 and low < len(words) // 2


def without_charset(declared: str) -> str | None:
    """The media type of the converted text."""
    return media_type(declared)


def _format(codec: str) -> Format:
    def decoder(outlet: Outlet) -> Decoder:
        return Charset(outlet, codec)

    return Format(codec, decoder, without_charset)


FORMATS: Final[dict[str, Format]] = {codec: _format(codec) for codec in {*CODECS.values(), "utf-32-le", "utf-32-be"}}
