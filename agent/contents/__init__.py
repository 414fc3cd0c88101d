"""Contents: a part to the parts within it."""

from functools import lru_cache
from typing import Final

from agent.contents.charset import FORMATS as CHARSETS
from agent.contents.charset import charset_of, unmarked_utf_16
from agent.contents.deflate import Deflate, Gzip, is_gzip
from agent.contents.format import Format, is_final, keeps_type
from agent.contents.json import Json
from agent.contents.mail import enclosed, sent
from agent.contents.media import media_type
from agent.contents.multipart import Multipart, is_multipart
from agent.contents.percent import Form, is_percent_encoded
from agent.contents.transfer_encoding import Base64, QuotedPrintable

CODINGS: Final = {
    "gzip": Format("gzip", Gzip, keeps_type),
    "x-gzip": Format("gzip", Gzip, keeps_type),
    "deflate": Format("deflate", Deflate, keeps_type),
    "base64": Format("base64", Base64, keeps_type),
    "quoted-printable": Format("quoted-printable", QuotedPrintable, keeps_type),
}
"""Codings that a protocol or a container announces by name."""

IDENTITIES: Final = frozenset({"", "identity", "7bit", "8bit", "binary", "chunked"})
"""Codings that change nothing."""

GZIP_FILE: Final = Format("gzip", Gzip)
MULTIPART: Final = Format("multipart", Multipart)
FORM: Final = Format("percent", Form, lambda declared: f"text/plain;{declared.partition(';')[2]}")
JSON: Final = Format("json", Json, is_final)
ENCLOSED_MAIL: Final = Format("mail", enclosed)
SENT_MAIL: Final = Format("mail", sent)
"""What a mail protocol carries; only the protocol can say so."""


def choose(declared: str, head: bytes) -> Format | None:
    """The format a part is unwrapped by, told by its first bytes first and its declared type second; None: it is plain.

    Args:
        declared: the Content-Type, "" where the protocol gave none.
        head: the first bytes, at least `media.SNIFF_BYTES` unless the part is shorter.
    """
    if is_gzip(head):
        return GZIP_FILE
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return CHARSETS[charset_of("", head)]
    if is_percent_encoded(head):
        return FORM
    if b"\0" in head and unmarked_utf_16(head):
        return CHARSETS[unmarked_utf_16(head)]
    return _declared(declared, head[:1] == b"\0", head.lstrip()[:1] in (b"{", b"["))


@lru_cache(maxsize=1024)
def _declared(declared: str, zero_first: bool, bracket_first: bool) -> Format | None:  # noqa: FBT001
    name = media_type(declared)
    if name.startswith("multipart/"):
        return MULTIPART if is_multipart(declared) else None
    if name == "application/x-www-form-urlencoded":
        return FORM
    if name in ("message/rfc822", "message/global"):
        return ENCLOSED_MAIL
    codec = charset_of(declared, b"\0" if zero_first else b"")
    if codec:
        return CHARSETS[codec]
    return JSON if name.endswith("json") or bracket_first else None
