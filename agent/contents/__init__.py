"""Contents: a part to the parts within it."""

from functools import lru_cache
from typing import Final

from agent.contents import avro, ole, rar, rtf, seven_zip, sqlite
from agent.contents.brotli import Brotli
from agent.contents.bzip2_xz import BZIP2, XZ, ZIP_LZMA
from agent.contents.bzip2_xz import MAGIC as BZIP2_XZ_MAGIC
from agent.contents.charset import FORMATS as CHARSETS
from agent.contents.charset import charset_of
from agent.contents.deflate import MAGIC as GZIP_MAGIC
from agent.contents.deflate import Deflate, Gzip
from agent.contents.format import Format, is_final, keeps_type
from agent.contents.grpc import MESSAGES_TYPE, Grpc, first_message, is_grpc, messages_type, without_base64
from agent.contents.json import Json
from agent.contents.lz4 import LZ4
from agent.contents.lz4 import MAGIC as LZ4_MAGIC
from agent.contents.mail import HEADERS_TYPE, enclosed, is_mail, sent
from agent.contents.markup import Markup, OfficeText, is_markup
from agent.contents.media import is_big5, media_type, unmarked
from agent.contents.multipart import Multipart, is_multipart
from agent.contents.pdf import MAGIC as PDF_MAGIC
from agent.contents.pdf import Pdf
from agent.contents.percent import Form, is_percent_encoded
from agent.contents.protobuf import Message, Messages, is_message_begun
from agent.contents.sealed import DAMAGED, ENCRYPTED, is_enveloped
from agent.contents.sealed import MAGIC as SEALED_MAGIC
from agent.contents.snappy import FORMATS as SNAPPY_FRAMED
from agent.contents.snappy import SNAPPY
from agent.contents.tar import Tar, is_tar
from agent.contents.tnef import MAGIC as TNEF_MAGIC
from agent.contents.tnef import Tnef
from agent.contents.transfer_encoding import UUENCODE_MAGIC, Base64, QuotedPrintable, Uuencode
from agent.contents.zip import MAGIC as ZIP_MAGIC
from agent.contents.zip import OFFICE_TYPE, Zip
from agent.contents.zstd import MAGIC as ZSTD_MAGIC
from agent.contents.zstd import Zstd

CODINGS: Final = {
    "gzip": Format("gzip", Gzip, keeps_type),
    "x-gzip": Format("gzip", Gzip, keeps_type),
    "deflate": Format("deflate", Deflate, keeps_type),
    "br": Format("br", Brotli, keeps_type),
    "zstd": Format("zstd", Zstd, keeps_type),
    "lz4": LZ4,
    "snappy": SNAPPY,
    "bzip2": BZIP2,
    "xz": XZ,
    "zip-lzma": ZIP_LZMA,
    "base64": Format("base64", Base64, keeps_type),
    "quoted-printable": Format("quoted-printable", QuotedPrintable, keeps_type),
    "uuencode": Format("uuencode", Uuencode),
    "x-uuencode": Format("uuencode", Uuencode),
    "x-uue": Format("uuencode", Uuencode),
    "encrypted": ENCRYPTED,
    "damaged": DAMAGED,
}
"""Codings that a protocol or a container announces by name."""

TEXT_SNIFF_BYTES: Final = 64
"""First bytes that tell what kind of text a text is: what stands farther in does not make it another."""

IDENTITIES: Final = frozenset({"", "identity", "7bit", "8bit", "binary", "chunked"})
"""Codings that change nothing."""

MAGIC: Final = {
    GZIP_MAGIC: Format("gzip", Gzip),
    ZSTD_MAGIC: Format("zstd", Zstd),
    ZIP_MAGIC: Format("zip", Zip),
    PDF_MAGIC: Format("pdf", Pdf, is_final),
    LZ4_MAGIC: LZ4,
    **SNAPPY_FRAMED,
    ole.MAGIC: Format("ole", ole.decoder, is_final),
    sqlite.MAGIC: Format("sqlite", sqlite.decoder, is_final),
    seven_zip.MAGIC: Format("7z", seven_zip.decoder),
    avro.MAGIC: Format("avro", avro.decoder, is_final),
    rar.MAGIC: Format("rar", rar.decoder),
    rtf.MAGIC: Format("rtf", rtf.decoder, is_final),
    **BZIP2_XZ_MAGIC,
    TNEF_MAGIC: Format("tnef", Tnef),
    UUENCODE_MAGIC: Format("uuencode", Uuencode),
    **SEALED_MAGIC,
}
"""First bytes of files, whatever their declared type."""
FILES: Final = {magic[:1]: tuple(row for row in MAGIC.items() if row[0][:1] == magic[:1]) for magic in MAGIC}
"""The rows of MAGIC by their first byte."""

TAR: Final = Format("tar", Tar)
MULTIPART: Final = Format("multipart", Multipart)
FORM: Final = Format("percent", Form, lambda declared: f"text/plain;{declared.partition(';')[2]}")
JSON: Final = Format("json", Json, is_final)
MARKUP: Final = Format("xml", Markup, is_final)
OFFICE_TEXT: Final = Format("xml", OfficeText, is_final)
GRPC: Final = Format("grpc", Grpc, messages_type)
GRPC_WEB_TEXT: Final = Format("base64", Base64, without_base64)
BINARY_TYPES: Final = {
    MESSAGES_TYPE: Format("protobuf", Messages, is_final),
    **dict.fromkeys(
        ("application/x-protobuf", "application/protobuf", "application/vnd.google.protobuf", "application/proto"),
        Format("protobuf", Message, is_final),
    ),
    **dict.fromkeys(("application/grpc-web-text", "application/grpc-web-text+proto"), GRPC_WEB_TEXT),
}
"""Types whose first bytes say nothing, and might look like anything."""
ENCLOSED_MAIL: Final = Format("mail", enclosed)
SENT_MAIL: Final = Format("mail", sent)
"""What a mail protocol carries; only the protocol can say so."""


def choose(declared: str, head: bytes) -> Format | None:
    """The format a part is unwrapped by, told by its first bytes first and its declared type second; None: it is plain.

    Args:
        declared: the Content-Type, "" where the protocol gave none.
        head: the first bytes, at least `media.SNIFF_BYTES` unless the part is shorter.
    """
    for magic, file in FILES.get(head[:1], ()):
        if head.startswith(magic):
            return file
    binary = _binary(declared) if declared else GRPC if _is_call(head) else None
    if binary is not None:
        return binary
    if is_tar(head):
        return TAR
    if is_enveloped(head):
        return ENCRYPTED
    if is_mail(head) and not declared.startswith(("message/", "multipart/", HEADERS_TYPE)):
        return ENCLOSED_MAIL
    if is_big5(head) and not charset_of(declared, b""):
        return CHARSETS["big5hkscs"]
    head = head[:TEXT_SNIFF_BYTES]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return CHARSETS[charset_of("", head)]
    if is_percent_encoded(head):
        return FORM
    if codec := unmarked(head):
        return CHARSETS[codec]
    return _declared(declared, head[:1] == b"\0", head.lstrip()[:1] in (b"{", b"["), is_markup(head))


def _is_call(head: bytes) -> bool:
    """Whether a part of no type is a gRPC call: the capture may lack the head that said so."""
    if head[:1] not in (b"\0", b"\1"):
        return False
    message, length = first_message(head)
    return length > 0 and (head[0] == 1 or is_message_begun(message, length))


@lru_cache(maxsize=512)
def _binary(declared: str) -> Format | None:
    name = media_type(declared)
    return GRPC if is_grpc(name) else BINARY_TYPES.get(name)


@lru_cache(maxsize=1024)
def _declared(declared: str, zero_first: bool, bracket_first: bool, tag_first: bool) -> Format | None:  # noqa: FBT001
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
    if name == OFFICE_TYPE:
        return OFFICE_TEXT
    if name.endswith(("html", "xml")) or tag_first:
        return MARKUP
    return JSON if name.endswith("json") or bracket_first else None
