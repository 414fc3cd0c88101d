"""How an SMTP or LMTP conversation begins (RFC 5321 3, RFC 2033 4), and where mails begin in the middle of one."""

import re
from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(b"EeHhLlMmRrDdBb2")
"""First bytes a direction can have."""

GREETING_BYTES: Final = 2048
"""How far a server's greeting is followed for the word that tells it from FTP's."""

_CLIENT: Final = expression(
    rb"(?:EHLO|HELO|LHLO) [^\r\n]{1,512}\r?\n|MAIL FROM: ?<[^\r\n]{0,512}\r?\n|RCPT TO: ?<[^\r\n]{1,512}\r?\n"
    rb"|DATA\r\n[!-9;-~]{2,80}:|BDAT \d{1,12}(?: LAST)?\r\n",
    re.I,
)
_BEGUN: Final = expression(rb"(?:EHLO|HELO|LHLO|MAIL FROM|RCPT TO|DATA|BDAT)", re.I)
_WORDS: Final = (b"ehlo ", b"helo ", b"lhlo ", b"mail from:", b"rcpt to:", b"data\r\n", b"bdat ")
_LINE_BYTES: Final = 600  # a line that _CLIENT can match

_GREETING: Final = expression(rb"220[ -][^\r\n]*\r?\n")
_NAMED: Final = expression(rb"(?:220-[^\n]*\n)*220[ -][^\r\n]*\b(?:E?SMTPS?|LMTP)\b", re.I)
_GREETED: Final = expression(rb"(?:220[ -][^\r\n]*\r?\n)+250[ -]")

# Searching: what begins a mail transaction, at the beginning of a line. Finding what all spellings share is cheaper.
_MARKS: Final = (b"FROM:<", b"from:<", b"From:<", b"FROM: <")
_TOKEN_BYTES: Final = len(b"MAIL ")


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin what a client or a server says; None while they may."""
    if head[:1] == b"2":
        return _recognise_server(head[:GREETING_BYTES])
    if _CLIENT.match(head):
        return True
    start = head[: len(b"mail from:")].lower()
    if not any(word.startswith(start[: len(word)]) for word in _WORDS):
        return False
    return None if len(head) < _LINE_BYTES and b"\n" not in head[len(b"data\r\n") :] else False


def _recognise_server(head: bytes) -> bool | None:
    """A greeting that names the protocol, or is answered as only SMTP is: FTP greets with 220 too."""
    if not (head.startswith((b"220 ", b"220-")) or b"220".startswith(head)):
        return False
    if _NAMED.match(head) or _GREETED.match(head):
        return True
    behind = head
    while line := _GREETING.match(behind):
        behind = behind[line.end() :]
    undecided = len(head) < GREETING_BYTES and any(code.startswith(behind[:3]) for code in (b"220", b"250"))
    return None if undecided else False


def search(data: bytes) -> tuple[int, int]:
    """The next line in `data` that begins a transaction, and where bytes must be kept from.

    Returns:
        (offset, offset) of the line, or (-1, n): nothing before n begins one.
    """
    # One byte is found several times as fast as a word, and most texts have none of these.
    marks = _MARKS if data.find(b"<") >= 0 else ()
    found = min((at for mark in marks if (at := _transaction(data, mark)) >= 0), default=-1)
    if found >= 0:
        return found, found
    line = data.rfind(b"\n") + 1
    if recognise(data[line : line + _LINE_BYTES]) is None or line == len(data):
        return -1, max(0, line - 1)  # with the line feed: it tells that a line begins
    return -1, len(data)


def _transaction(data: bytes, mark: bytes) -> int:
    """Where the first line with a mark begins, that is the beginning of a transaction; -1 where there is none."""
    at = data.find(mark)
    while at >= 0:
        begin = at - _TOKEN_BYTES
        if (begin == 0 or (begin > 0 and data[begin - 1] == 0x0A)) and _CLIENT.match(data, begin):
            return begin
        at = data.find(mark, at + 1)
    return -1
