"""Passwords in the clear: in fields of JSON, XML and forms, on lines, in basic authentication, in URLs."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Final

from policies.context import is_noise
from policies.detector import Claim, Context, Detector, Family, Sight

_REACH: Final = 90
_AHEAD: Final = 150
_NAME: Final = (
    rb"(?:[A-Za-z0-9.]{1,24}[_\-.]){0,2}(?:[a-z]{2,12}(?=P|S))?"
    rb"(?i:pass_?word|passwd|pwd|passphrase|secret_?access_?key|access_?key_?secret|client_?secret|app_?secret)"
)
_CHINESE: Final = "(?:密码|口令)".encode()
_SIEVE: Final = (
    rb"(?:(?i:pass_?word|passwd|pwd|passphrase|access_?key|key_?secret|client_?secret|app_?secret)"
    rb"(?:[\"'\\]{0,3} ?[:=]|>|\xef\xbc\x9a)|"
    rb"\xe5\xaf\x86\xe7\xa0\x81(?:[\"']? ?[:=]|\xef\xbc\x9a|\xe4\xb8\xba|\xe6\x98\xaf)|"
    rb"\xe5\x8f\xa3\xe4\xbb\xa4(?:[\"']? ?[:=]|\xef\xbc\x9a|\xe4\xb8\xba|\xe6\x98\xaf)|"
    rb"(?i:authorization: basic )|://[A-Za-z0-9_.%\-]{2,32}:[^\s/@:\"'<>]{4,64}@)[^\n]"
)
_VALUE: Final = rb"(?P<value>[\x21-\x7e]{6,64}?)"
_LEAST_FIELD: Final = 6
_LEAST_LINE: Final = 8
_FORMS: Final = tuple(
    (re.compile(pattern), least)
    for pattern, least in (
        (
            rb"(?<![A-Za-z0-9])\\{0,3}\"" + _NAME + rb"\\{0,3}\"\s?:\s?\\{0,3}\"(?P<value>[^\s\"\\]{6,64})\\{0,3}\"",
            _LEAST_FIELD,
        ),
        (
            rb"(?:(?<=[&?])|(?<![^\n]))" + _NAME + rb"=(?P<value>[^\s&\"'<>;,(){}]{6,90})(?=&[A-Za-z_]|[ \r\n]|\Z)",
            _LEAST_FIELD,
        ),
        (rb"<(?:[a-z0-9]{1,8}:)?" + _NAME + rb">(?P<value>[^\s<>&]{6,64})</", _LEAST_FIELD),
        (
            rb"(?<![^\n])[ \t]{0,8}(?:- )?"
            + _NAME
            + rb"(?:: ?[\"']?|=[\"']?| = (?![\"']))"
            + _VALUE
            + rb"[\"']?(?=[\r\n]|\Z)",
            _LEAST_LINE,
        ),
        (
            _CHINESE
            + rb"\"?(?::|=| : |: |\xef\xbc\x9a|\xe4\xb8\xba|\xe6\x98\xaf){1,2}\"?"
            + _VALUE
            + rb"(?=[\s\",;<]|[\xe3\xef][\x80\xbc]|\Z)",
            _LEAST_LINE,
        ),
    )
)
_BASIC: Final = re.compile(rb"(?i:authorization: basic )(?P<value>[A-Za-z0-9+/]{8,120}={0,2})(?![A-Za-z0-9+/=])")
_SPECIMENS: Final = frozenset((b"QWxhZGRpbjpvcGVuIHNlc2FtZQ==", b"czZCaGRSa3F0MzpnWDFmQmF0M2JW", b"dGVzdDoxMjPCow=="))
"""Of RFC 2617, 6749 and 7617."""

_URL: Final = re.compile(
    rb"(?<![A-Za-z0-9])[a-z][a-z0-9+.\-]{1,20}://[A-Za-z0-9_.%\-]{2,32}:(?P<value>[^\s/@:\"'<>{}$()]{6,64})@(?=[A-Za-z0-9\[])"
)
_HASH: Final = re.compile(
    rb"(?:[0-9a-f]{32}|[0-9A-F]{32}|[0-9a-f]{40}|[0-9a-f]{56,64})|\$[0-9a-z]{1,8}\$.*|\{[A-Za-z0-9]+\}.*|pbkdf2.*|SCRAM.*|ENC\(.*"
)
_PLACEHOLDER: Final = re.compile(
    rb"(?i:your|example|change|x{4}|\*{3}|\.{3}|placeholder|dummy|redact|hidden|masked|encrypt|password|passwd|secret|"
    rb"undefined|function|return|http|required|invalid|_pwd|test)|[<{$%#]\w|\$\{|\{\{|[()\[\]{}<>;`|]|://|\\u|=>|==|&&|"
    rb"\A[\w]+(?:\.[A-Za-z_]\w*)+\Z|\A[0-9]+-[0-9]+|\A[A-Z_]+\Z|\A--|\A0x|tiger|\A(.)\1+\Z|\A/"
)
_COMMON: Final = frozenset((b"password", b"passwd", b"admin", b"root", b"guest", b"user", b"demo", b"pass", b"secret"))
_PLAIN_SPELLING: Final = bytes.maketrans(b"@0$1!", b"aosli")
_CLASSES: Final = tuple(map(re.compile, (rb"[a-z]", rb"[A-Z]", rb"[0-9]", rb"[!@#$%^&*_+\-.?~,:=]")))
_SHARE_LINK: Final = re.compile(rb"://[^\s\"'<>]{0,200}[?&]pwd=\Z")
_CHARACTERS: Final = 3


def claim(sight: Sight) -> Iterator[Claim]:
    """A field called password with a value that mixes its characters as passwords do; no word, code, hash or mask."""
    for pattern, least in _FORMS:
        for match in sight.matches(pattern, _REACH, _AHEAD):
            value = match["value"]
            if _is_password(value, least) and not _is_none_here(sight.window, match):
                yield Claim(*match.span("value"), value, "***", 0.8 if least == _LEAST_FIELD else 0.7)
    yield from _in_authority(sight)


def _in_authority(sight: Sight) -> Iterator[Claim]:
    for match in sight.matches(_BASIC, _REACH, _AHEAD):
        if match["value"] in _SPECIMENS:
            continue
        user, _, password = _decoded(match["value"]).partition(b":")
        if user.isascii() and password.isascii() and (user + password).decode().isprintable() and len(password) > 1:
            yield Claim(*match.span("value"), password, "Basic ***", 0.85)
    for match in sight.matches(_URL, _REACH, _AHEAD):
        if _is_password(match["value"], _LEAST_LINE):
            yield Claim(*match.span("value"), match["value"], "***", 0.75)


def _is_password(value: bytes, least: int) -> bool:
    if not value.isascii() or _HASH.fullmatch(value) or _PLACEHOLDER.search(value):
        return False
    if value.lower().rstrip(b"0123456789!@#._").translate(_PLAIN_SPELLING) in _COMMON:
        return False
    lower, upper, digit, symbol = (one.search(value) is not None for one in _CLASSES)
    if lower + upper + digit + symbol >= _CHARACTERS and digit:
        return True
    is_mixed = digit and (lower or upper)
    return is_mixed and len(value) >= least


def _is_none_here(window: bytes, match: re.Match[bytes]) -> bool:
    """Whether the field is a link's access code, or stands in bytes that are no text."""
    start = match.start("value")
    return _SHARE_LINK.search(window, 0, start) is not None or is_noise(window[max(0, start - 40) : start])


def _decoded(text: bytes) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


DETECTOR: Final = Detector(
    id="secret.password",
    finds="password in the clear: fields, lines, basic authentication, URLs",
    source="RFC 7617; RFC 3986 3.2.1; field names of real systems",
    false_positives="examples in manuals that look real; words, code, hashes, masks and links' access codes are none",
    confidence="0.85 basic; 0.8 in a field; 0.75 in a URL; 0.7 on a line; only values that mix letters and digits",
    context=Context.REQUIRED,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
