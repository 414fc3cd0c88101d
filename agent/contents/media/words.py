"""Encoded words of mail headers (RFC 2047): `=?charset?B?...?=` and `=?charset?Q?...?=`."""

import binascii
import re
from itertools import groupby
from typing import Final

from agent.contents.media.charsets import decoded

_WORD: Final = re.compile(r"=\?([A-Za-z0-9_:.-]{1,40})(?:\*[A-Za-z0-9-]*)?\?([BbQq])\?([^?\s]*)\?=")
_BETWEEN: Final = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?)")
_RUN: Final = re.compile(r"(?:=\?[A-Za-z0-9_:.*-]{1,60}\?[BbQq]\?[^?\s]*\?=)+")
_BASE64: Final = re.compile(r"[^A-Za-z0-9+/]")


def decoded_words(text: str) -> str:
    """Text with its encoded words decoded; a character that was cut between two words is joined again."""
    if "=?" not in text:
        return text
    return _RUN.sub(_decode_run, _BETWEEN.sub("", text))


def _decode_run(run: re.Match[str]) -> str:
    words = (match.groups() for match in _WORD.finditer(run[0]))
    of_charset = groupby(((charset.lower(), _bytes(coding, body)) for charset, coding, body in words), lambda w: w[0])
    return "".join(decoded(b"".join(data for _, data in group), charset) for charset, group in of_charset)


def _bytes(coding: str, body: str) -> bytes:
    if coding in "Qq":
        return binascii.a2b_qp(body.encode("ascii", "replace"), header=True)
    characters = _BASE64.sub("", body)
    whole = characters[: len(characters) - (len(characters) % 4 == 1)]
    return binascii.a2b_base64(whole + "=" * (-len(whole) % 4))
