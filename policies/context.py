"""Words near a claim: what a value is called where it stands, in UTF-8, GB 18030 or escaped as in JSON."""

import codecs
import re
from collections.abc import Callable
from typing import Final

REACH: Final = 40
"""Characters to each side of a claim that count as near."""

_REACH_BYTES: Final = 3 * REACH
_CAMEL: Final = re.compile(r"([a-z])([A-Z])")
_CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\r"))
_NOISE_CONTROLS: Final = 3
_NOISE_BROKEN: Final = 8
_HIGH_BYTES: Final = re.compile(rb"[\x80-\xff]+")
_ESCAPED: Final = re.compile(r"\\u([0-9A-Fa-f]{4})")
_SUFFIX: Final = r"(?:no|num|number|id|code|s)?"

CONTRARY: Final = re.compile(
    r"(?:\b(?:order|ref|reference|batch|lot|sku|serial|sn|invoice|trace|track|tracking|waybill|build|version|seq|sequence|"
    r"uuid|guid|hash|timestamp|ts|imei|isbn)(?:[ _-]?(?:no|nr|num|number|id|code|s))?|"
    r"\b(?:message|msg|event|session|request)[ _-]?(?:no|id|seq)|"
    r"订单号?码?|流水号?|批次号?|序列号|运单号?|快递单号|单号|时间戳|版本号?|发票号码?)"
    r"[\s\"'#:=：>【\[(（|]*$"
)
"""What stands right before a value and calls it something that is no person's and no firm's."""


class Terms:
    """Words, compiled when they are first looked for: all detectors have some, a capture needs those of few."""

    __slots__ = ("_pattern", "search")

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.search: Callable[[str], re.Match[str] | None] = self._search_first
        """The first of the words in a text."""

    def _search_first(self, text: str) -> re.Match[str] | None:
        self.search = re.compile(self._pattern).search
        return self.search(text)


def terms(chinese: str, english: str) -> Terms:
    """What finds any of these words in `prepared` text, both lists split at spaces.

    In an English word `_` is an optional joint (`id_card`: idcard, id-card, ID Card, idCard); a
    following no, number, id, code or s is allowed, a longer word is another word.
    """
    return Terms("|".join([*chinese.split(), *map(_english, english.split())]))


def _english(word: str) -> str:
    # The lookbehind stands behind the first letter: alternatives that begin with a letter are found faster.
    return rf"{word[0]}(?<![a-z].){word[1:].replace('_', '[ _-]?')}{_SUFFIX}(?![a-z])"


def prepared(text: str) -> str:
    """Text with camel case split and in lower case, ready for `terms`."""
    return _CAMEL.sub(r"\1 \2", text).lower()


def before(window: bytes, start: int) -> str:
    """The up to 40 characters before `start`, prepared."""
    raw = window[max(0, start - _REACH_BYTES) : start]
    return prepared(_unescaped(decoded(raw[_boundary(raw) :]))[-REACH:])


def after(window: bytes, end: int) -> str:
    """The up to 40 characters behind `end`, prepared."""
    return prepared(_unescaped(decoded(window[end : end + _REACH_BYTES]))[:REACH])


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "\\u" in text else text


def decoded(raw: bytes) -> str:
    """Bytes that begin with a whole character as text: UTF-8 where they are, else GB 18030. Never raises."""
    if raw.isascii():
        return raw.decode("ascii")
    try:
        return codecs.utf_8_decode(raw, "strict")[0]
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def is_noise(raw: bytes) -> bool:
    """Whether bytes are neither text nor text framed by lengths and zeros: control characters among broken ones."""
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    return controls >= _NOISE_CONTROLS and len(raw) - len(raw.decode("utf-8", "ignore").encode()) >= _NOISE_BROKEN


def _boundary(raw: bytes) -> int:
    """Where the first whole character begins in bytes that end with one, in UTF-8 or GBK."""
    if not raw or raw[0] < 0x80:
        return 0
    run = _HIGH_BYTES.match(raw)
    high = run.end() if run else 0
    for skipped in range(min(4, high)):
        if _is_utf8(raw[skipped:high]):
            return skipped
    return high % 2


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def ends_in_gbk(window: bytes, end: int) -> bool:
    """Whether the two bytes before `end` are one GBK character, not the end of a UTF-8 one or halves of two."""
    high = _high_run(window, end)
    return len(high) % 2 == 0 and not _is_utf8(high)


def _high_run(window: bytes, end: int) -> bytes:
    start = end
    while start > 0 and end - start < REACH and window[start - 1] >= 0x80:
        start -= 1
    return window[start:end]
