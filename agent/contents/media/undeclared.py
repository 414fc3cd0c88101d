"""The character set of text that declares none, told by its bytes."""

import codecs
import re
from typing import Final

from policies.expression import expression

SAMPLE_BYTES: Final = 256
"""From the first byte beyond ASCII on, as many tell which Chinese character set a text is in."""

_LEAST_BYTES: Final = 16  # that tell UTF-32 or Big5
_TELLING: Final = 8  # a zero in so many bytes tells UTF-16
_LEAST_WIDE: Final = 6
_HIGH: Final = 0x80
_LOW_SHARE: Final = 6  # one character in so many has a second byte below 0x80; in Big5 four in ten have
_CONTINUATION: Final = bytes(range(0x80, 0xC0))
_PLAIN: Final = expression("[^\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]+")
_CHINESE: Final = expression("[\t\n\r\x20-\x7e\xb7\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff01-\uffef]+")
_CONTROLS: Final = expression(rb"[\x00-\x08\x0e-\x1f\x7f]")
_WIDE: Final = (  # a first look that most bytes do not pass
    ("utf-16-le", re.compile(rb"(?:[\t\n\r\x20-\x7e]\x00|.[\x20\x30\x4e-\x9f\xff]|\xb7\x00)+", re.DOTALL)),
    ("utf-16-be", re.compile(rb"(?:\x00[\t\n\r\x20-\x7e]|[\x20\x30\x4e-\x9f\xff].|\x00\xb7)+", re.DOTALL)),
)
# Punctuation and common characters of Big5; the last byte may be the first half of one.
_BIG5: Final = re.compile(rb"(?:[\t-\x7e]|[\xa1-\xc6\xc9-\xf9][\x40-\x7e\xa1-\xfe])*[\xa1-\xf9]?")
_WORDS: Final = expression(rb"(?:[\xa1\xa4-\xc6][\x40-\x7e\xa1-\xfe]){2,}")
# Characters of two and of four bytes; the last one may be cut.
_GB18030: Final = re.compile(
    rb"(?:[\t-\r\x20-\x7e]|[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[0-9][\x81-\xfe][0-9]))*"
    rb"(?:[\x81-\xfe](?:[0-9](?:[\x81-\xfe])?)?)?"
)
_BEYOND_ASCII: Final = expression("[^\x00-\x7f]")
_MARKS: Final = expression("[\xb7\u2010-\u2027\u3000-\u303f\uff01-\uffef]")
_HAN: Final = expression("[\u4e00-\u9fff]")
_LAST_COMMON: Final = 0xD7  # first bytes of the common half of GB 2312, 99.7 in 100 characters of usual text
_LAST_HANGUL: Final = 0xC8  # Korean in EUC-KR uses the same first bytes, up to here
_TELLING_HAN: Final = 12


def wide(data: bytes) -> str:
    """The codec of Chinese or ASCII text in UTF-16, "" for the rest."""
    even = data[: len(data) // 2 * 2]
    pairs = [even[at : at + 2] for at in range(0, len(even), 2)]
    letters = sum(pair.isascii() and pair.isalnum() for pair in pairs)
    if letters * 2 > sum(0 not in pair for pair in pairs):  # single bytes, framed by zeros
        return ""
    for codec, form in _WIDE:
        if form.fullmatch(even) and _CHINESE.fullmatch(even.decode(codec, "replace")):
            return codec
    return ""


def unmarked(head: bytes) -> str:
    """The codec of UTF-16 or UTF-32 without a mark, told by the zeros of its digits and letters or by its Chinese."""
    has_zeros = 0 in head
    if not has_zeros and (head.isascii() or is_utf8(head)):
        return ""
    for codec in ("utf-32-le", "utf-32-be"):
        if len(head) >= _LEAST_BYTES and _PLAIN.fullmatch(head[: len(head) // 4 * 4].decode(codec, "replace")):
            return codec
    low, high = head[::2].count(0), head[1::2].count(0)
    if max(low, high) * _TELLING < len(head) or (low and high):
        return wide(head) if len(head) >= _LEAST_BYTES else ""
    if len(head) < _LEAST_WIDE:
        return ""
    codec = "utf-16-be" if low else "utf-16-le"
    text = head[: len(head) // 2 * 2].decode(codec, "replace").removesuffix("\ufffd")
    return codec if _PLAIN.fullmatch(text) else ""


def is_utf8(text: bytes) -> bool:
    """Whether bytes are UTF-8; the first and the last character may be cut."""
    start = len(text[:3]) - len(text[:3].lstrip(_CONTINUATION))
    try:
        codecs.utf_8_decode(text[start:], "strict", False)  # noqa: FBT003
    except UnicodeDecodeError:
        return False
    return True


def is_big5(head: bytes) -> bool:
    """Whether a text is Chinese in Big5: words of common characters, whose second bytes GBK and UTF-8 do not use so."""
    if head.isascii() or _CONTROLS.search(head) or not _BIG5.fullmatch(head):
        return False
    words = b"".join(_WORDS.findall(head))
    low = sum(byte < _HIGH for byte in words[1::2])
    return len(words) >= _LEAST_BYTES and low * _LOW_SHARE >= len(words) // 2 and low < len(words) // 2


def is_gb18030(sample: bytes) -> bool:
    """Whether a text is Chinese in GB 18030 (or GBK, or GB 2312): next to all of it are common characters."""
    if not _GB18030.fullmatch(sample):
        return False
    text = sample.decode("gb18030", "ignore")
    leads = "".join(_HAN.findall(text)).encode("gb2312", "ignore")[::2]
    common = sum(lead <= _LAST_COMMON for lead in leads)
    known = common + len(_MARKS.findall(text))
    is_korean = len(leads) >= _TELLING_HAN and max(leads) <= _LAST_HANGUL
    return common >= 2 and known * 5 >= len(_BEYOND_ASCII.findall(text)) * 4 and not is_korean


def chinese(sample: bytes) -> str:
    """The codec of Chinese text whose first character is none of ASCII; "" for UTF-8 and everything else."""
    if is_utf8(sample):
        return ""
    if is_big5(sample):
        return "big5hkscs"
    return "gb18030" if is_gb18030(sample) else ""
