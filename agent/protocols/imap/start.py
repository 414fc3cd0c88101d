"""How an IMAP conversation begins (RFC 3501 3, 7), and what tells one in the middle."""

import re
from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(b"*0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
"""First bytes a direction can have."""

_LINE_BYTES: Final = 2048

COMMAND: Final = expression(
    rb"[A-Za-z0-9.$_#=-]{1,20} (?:CAPABILITY|NOOP|LOGOUT|STARTTLS|IDLE|NAMESPACE|CHECK|CLOSE|EXPUNGE|UNSELECT"
    rb"|LOGIN [^\r\n]+|AUTHENTICATE [A-Z0-9_-]+[^\r\n]*|ID (?:\(|NIL)[^\r\n]*|ENABLE [^\r\n]+|COMPRESS DEFLATE"
    rb"|(?:UID )?(?:FETCH|STORE|COPY|MOVE) [\d*][\d,:*]* [^\r\n]+|UID SEARCH [^\r\n]+|SEARCH [^\r\n]+"
    rb"|(?:SELECT|EXAMINE|CREATE|DELETE|RENAME|SUBSCRIBE|UNSUBSCRIBE|LIST|LSUB|STATUS|APPEND) [^\r\n]+)\r\n",
    re.I,
)
"""A command in one line, or up to its first literal."""

# In the beginning only what is said of mail alone, behind a tag as programs write them: "we LIST ..." may be any text.
_TAG: Final = rb"(?:[A-Za-z.$_#-]{0,10}\d[A-Za-z0-9.$_#-]{0,20}|[A-Za-z.]{1,3})"
_SENT: Final = expression(
    _TAG + rb" (?:CAPABILITY|STARTTLS|LOGIN (?:\{\d+[+-]?\}|(?:\"[^\"\r\n]*\"|[!-~]+) (?:\"[^\"\r\n]*\"|[!-~]+))"
    rb"|AUTHENTICATE [A-Z0-9-]{4,20}[^\r\n]*"
    rb"|ID (?:\(\"|NIL)[^\r\n]*|COMPRESS DEFLATE|UID (?:FETCH|STORE|COPY|MOVE) [\d*][\d,:*]* [^\r\n]+"
    rb"|FETCH [\d*][\d,:*]* \([^\r\n]+|APPEND [^\r\n]+\{\d+[+-]?\}|IDLE)\r\n",
    re.I,
)
_SENT_BEGUN: Final = expression(
    rb"[A-Za-z0-9.$_#-]{1,31}\Z|"
    + _TAG
    + rb" (?:[A-Z]{0,12}|(?:LOGIN|AUTHENTICATE|ID|COMPRESS|UID|FETCH|APPEND|SELECT|EXAMINE|STATUS"
    rb"|LIST|LSUB|SEARCH|CREATE) [^\r\n]*)\r?\Z",
    re.I,
)
# What may be any text, so that the server's first bytes decide.
_UNSURE: Final = expression(
    _TAG + rb" (?:(?:SELECT|EXAMINE|STATUS|LIST|LSUB|SEARCH|CREATE) [^\r\n]+|NOOP|LOGOUT|NAMESPACE|CHECK|EXPUNGE)\r\n",
    re.I,
)
_RECEIVED: Final = expression(
    rb"\* (?:(?:OK|PREAUTH)(?: [^\r\n]*(?:IMAP|CAPABILITY)[^\r\n]*)\r\n"
    rb"|(?:OK|PREAUTH)[^\r\n]*\r\n(?:\* |\+ |[A-Za-z0-9.]+ (?:OK|NO|BAD) )"
    rb"|CAPABILITY IMAP4[^\r\n]*\r\n|\d{1,10} (?:FETCH \(|EXISTS\r\n|RECENT\r\n)|FLAGS \(\\|LIST \([^)\r\n]*\) )",
    re.I,
)
_RECEIVED_BEGUN: Final = expression(
    rb"\*(?: (?:[A-Z]{0,10}|\d{1,10}(?: [A-Z]{0,6}[ \r]?)?|(?:OK|PREAUTH|CAPABILITY|LIST|FLAGS|FETCH) [^\r\n]*"
    rb"|(?:OK|PREAUTH)[^\r\n]*(?:\r\n(?:\*|\+|[A-Za-z0-9.]{0,20}(?: [A-Z]{0,4})?))?)?\r?)?\Z",
    re.I,
)
_FETCHED: Final = expression(rb"\r\n(\* \d{1,10} FETCH \()", re.I)
_FETCHED_BYTES: Final = 24


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin what a client or a server says; None while they may."""
    head = head[:_LINE_BYTES]
    whole, begun = (_RECEIVED, _RECEIVED_BEGUN) if head[:1] == b"*" else (_SENT, _SENT_BEGUN)
    if whole.match(head):
        return True
    if _UNSURE.match(head):
        return None
    return None if len(head) < _LINE_BYTES and begun.match(head) else False


def search(data: bytes) -> tuple[int, int]:
    """The next line in `data` that begins an answer to FETCH, and where bytes must be kept from: see `Kind`."""
    found = _FETCHED.search(data)
    if found:
        return found.start(1), found.start(1)
    line = data.rfind(b"\r\n", max(0, len(data) - _FETCHED_BYTES))
    return -1, line if line >= 0 else len(data) - data.endswith(b"\r")
