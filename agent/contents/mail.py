"""Mail messages (RFC 5322): the addressing is listed, the other header fields and the body are content."""

import re
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Decoder, Inlet, Outlet
from agent.contents.media import decoded_words, file_name, transfer_encoding
from policies.expression import expression
from policies.part import Buffer

HEAD_BYTES: Final = 64 << 10
"""Longest header section; what is behind it is read as body."""

TRACE: Final = frozenset(
    b"message-id in-reply-to references received received-spf return-path delivered-to date mime-version content-type"
    b" content-transfer-encoding content-id dkim-signature domainkey-signature x-google-dkim-signature"
    b" authentication-results arc-seal arc-message-signature arc-authentication-results"
    b" list-id list-unsubscribe list-post list-help".split()
)
"""Fields that mail programs write for each other: they hold addresses of messages and machines."""

ADDRESSES: Final = TRACE | frozenset(
    b"from to cc bcc reply-to sender resent-from resent-to resent-cc resent-bcc resent-sender resent-message-id"
    b" errors-to apparently-to x-original-to x-envelope-to x-envelope-from envelope-to disposition-notification-to"
    b" return-receipt-to mail-followup-to mail-reply-to x-forwarded-to x-forwarded-for x-sender x-receiver".split()
)
"""Fields that say where a message goes and where it comes from."""

_FIELD: Final = expression(rb"(?:From [^\n]*\n)?[!-9;-~]{1,80}[ \t]*:")
_END: Final = expression(rb"(?<=\n)\r?\n")
_FOLD: Final = expression(rb"\r?\n(?=[ \t])")


HEADERS_TYPE: Final = "text/rfc822-headers"  # RFC 6522 3.1.1
_LINE: Final = expression(rb"[!-9;-~]{1,60}:|[ \t]|\r?\Z")
_OF_MAIL: Final = expression(
    rb"^(?:Return-Path|Received|Delivered-To|From|To|Cc|Subject|Date|Message-ID|MIME-Version|Reply-To)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_TELLING: Final = 2  # fields that only mails have


def is_mail(head: bytes) -> bool:
    """Whether a text begins as a message does, whatever its type: nothing but fields, some of them a mail's."""
    if not _FIELD.match(head) or len(_OF_MAIL.findall(head)) < _TELLING:
        return False
    lines = head.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0].split(b"\n")
    return all(map(_LINE.match, lines[1:-1]))


class Mail:
    """One message. `addressing` are the header fields, lower case, that are no content."""

    def __init__(self, outlet: Outlet, addressing: frozenset[bytes]) -> None:
        self._outlet = outlet
        self._addressing = addressing
        self._head = b"\n"  # the empty line may come first: there is no header section then
        self._body: Inlet | None = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Gather the header section, pass the body on."""
        if self._body is not None:
            self._body.write(pieces)
            return
        searched = max(0, len(self._head) - 2)
        self._head += b"".join(pieces)
        end = _END.search(self._head, searched, HEAD_BYTES)
        if end is not None:
            self._split(end.start(), end.end())
        elif len(self._head) > HEAD_BYTES:
            self._split(HEAD_BYTES, HEAD_BYTES)

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes; a header section that was cut is read as far as it goes."""
        if self._body is None:
            self._split(len(self._head), len(self._head))
        if self._body is not None:
            self._body.gap(size)
        return True

    def close(self) -> None:
        """End the body."""
        if self._body is None:
            self._split(len(self._head), len(self._head))
        if self._body is not None:
            self._body.end()

    def _split(self, end: int, begin: int) -> None:
        """Give the fields before `end`; the body begins at `begin`."""
        whole, self._head = self._head, b""
        head, rest = whole[1:end], whole[begin:]
        if head and not _FIELD.match(head):
            head, rest = b"", whole[1:]
        fields = _fields(head)
        self._list([field for field in fields if _name(field) in self._addressing])
        self._give([field for field in fields if _name(field) not in self._addressing])
        declared = {name: _value(field) for field in reversed(fields) if (name := _name(field)).startswith(b"content-")}
        type_, disposition = declared.get(b"content-type", ""), declared.get(b"content-disposition", "")
        self._body = self._outlet.begin(
            "mail.body",
            name=file_name(disposition, type_),
            type=type_,
            coding=transfer_encoding(declared.get(b"content-transfer-encoding", "")),
        )
        if rest:
            self._body.write((rest,))

    def _list(self, fields: Sequence[bytes]) -> None:
        if fields:
            part = self._outlet.begin("mail.addresses", type="text/plain", inspect=False)
            part.write([field + b"\n" for field in fields])
            part.end()

    def _give(self, fields: Sequence[bytes]) -> None:
        if fields:
            part = self._outlet.begin("mail.headers", type=HEADERS_TYPE)
            part.write([decoded_words(_text(field)).encode("utf-8", "replace") + b"\n" for field in fields])
            part.end()


def sent(outlet: Outlet) -> Decoder:
    """A message on its way: those it is addressed to are no content."""
    return Mail(outlet, ADDRESSES)


def enclosed(outlet: Outlet) -> Decoder:
    """A message within another, or in a file: who wrote to whom is content."""
    return Mail(outlet, TRACE)


def _fields(head: bytes) -> list[bytes]:
    """The fields of a header section, each in one line without its end."""
    return [line.rstrip(b"\r") for line in _FOLD.sub(b"", head).split(b"\n") if line.strip()]


def _name(field: bytes) -> bytes:
    return field.partition(b":")[0].strip().lower()


def _value(field: bytes) -> str:
    return _text(field.partition(b":")[2].strip())


def _text(value: bytes) -> str:
    """Header text: UTF-8 (RFC 6532), else GB 18030, which Chinese programs send unannounced."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("gb18030", "replace")
