"""JSON Web Tokens."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_REACH: Final = 310
_AHEAD: Final = 160
_SIEVE: Final = rb"eyJ[A-Za-z0-9_\-]{8,250}\.eyJ[A-Za-z0-9_\-]"
_PATTERN: Final = re.compile(
    rb"(?<![A-Za-z0-9_\-.+/])(?P<head>eyJ[A-Za-z0-9_\-]{8,250})\.(?P<body>eyJ[A-Za-z0-9_\-]{16,})(?P<rest>\.[A-Za-z0-9_\-]{20,}|\Z)?"
)
_ALGORITHM: Final = re.compile(rb'\A\{.*"alg"\s*:\s*"(?:[HRPE]S(?:256|384|512)|EdDSA|ES256K|SM2|SM3)"', re.DOTALL)
_EXAMPLE: Final = re.compile(rb"eyJzdWIiOiIxMjM0NTY3ODkw|eyJzb21lIjoicGF5bG9hZCJ9|eyJpc3MiOiJqb2Ui")

_SESSION_BYTES: Final = 160
_SESSION: Final = re.compile(
    rb"(?:\bbearer[ \t]+|\b(?:set-)?cookie[ \t]*:[^\r\n]*|token[\"']?[ \t]*[:=][ \t]*[\"']?)\Z", re.IGNORECASE
)


def claim(sight: Sight) -> Iterator[Claim]:
    """Header and payload are JSON, the header names an algorithm of RFC 7518; a signature follows as far as is seen."""
    for match in sight.matches(_PATTERN, _REACH, _AHEAD):
        is_cut = match.end("body") >= min(len(sight.window), sight.hit + _AHEAD)
        if not (match["rest"] or is_cut) or _EXAMPLE.search(match["body"]):
            continue
        if _ALGORITHM.search(_decoded(match["head"])) and _decoded(match["body"][:24]).startswith(b'{"'):
            before = sight.window[max(0, match.start() - _SESSION_BYTES) : match.start()]
            yield Claim(*match.span(), match[0], "eyJ***", 0.4 if _SESSION.search(before) else 0.8)


def _decoded(text: bytes) -> bytes:
    whole = text + b"=" * (-len(text) % 4)
    try:
        return urlsafe_b64decode(whole)
    except ValueError:
        return b""


DETECTOR: Final = Detector(
    id="secret.jwt",
    finds="JSON Web Token, signed",
    source="RFC 7519; RFC 7515; RFC 7518 3.1",
    false_positives="tokens of sessions that are over; the specimen of manuals is none",
    confidence="0.8 by header, payload and signature; 0.4 where it only keeps a session: bearer, cookie, token field",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
