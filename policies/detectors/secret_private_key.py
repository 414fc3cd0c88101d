"""Private keys in text: PEM (PKCS #1, PKCS #8, SEC 1), OpenSSH, PuTTY."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_REACH: Final = 64
_AHEAD: Final = 160
_LEAST_BODY: Final = 56
_SIEVE: Final = rb"(?:-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY-----|PuTTY-User-Key-File-[23]: )[^-]"
_BREAK: Final = rb"(?:\\r|\\n|%0[AaDd]|&#1[03];|[\r\n \t])"
_PEM: Final = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY-----" + _BREAK + rb"{0,6}"
    rb"(?:Proc-Type: 4,ENCRYPTED(?:\r?\n)DEK-Info: [A-Z0-9\-]{4,20},[0-9A-F]{8,32}(?:\r?\n){1,2})?"
    rb"(?P<body>(?:[A-Za-z0-9+/]|" + _BREAK + rb"){40,})"
)
_PUTTY: Final = re.compile(
    rb"PuTTY-User-Key-File-[23]: (?P<body>(?:ssh|ecdsa)-[a-z0-9\-]{3,20}\r?\nEncryption: [^\r\n]*)"
)
_FILLER: Final = re.compile(_BREAK)


def claim(sight: Sight) -> Iterator[Claim]:
    """The line that begins a key and what is seen of the key itself; the line alone, as in programs, is none."""
    for match in sight.matches(_PEM, _REACH, _AHEAD):
        body = _FILLER.sub(b"", match["body"])
        if len(body) >= _LEAST_BODY and len(set(body)) > _LEAST_BODY // 4:
            yield Claim(*match.span(), body, match[0][:40].decode("ascii", "replace").split("\n")[0] + " ***", 0.98)
    for match in sight.matches(_PUTTY, _REACH, _AHEAD):
        tail = sight.window[match.end() : match.end() + _LEAST_BODY]
        yield Claim(*match.span(), match["body"] + tail, "PuTTY-User-Key-File ***", 0.95)


DETECTOR: Final = Detector(
    id="secret.private_key",
    finds="private key: PEM of all kinds, OpenSSH, PuTTY",
    source="RFC 7468; RFC 5958; RFC 1421; openssh PROTOCOL.key; PuTTY manual, appendix C",
    false_positives="keys published as examples; the begin line alone is none",
    confidence="0.98 by begin line and key; 0.95 for PuTTY",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
