"""How an FTP control connection begins (RFC 959 4, 5.4), and what tells one in the middle."""

import re
from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(b"12AaCcEeFfLlMmPpRrSsTtUu")
"""First bytes a direction can have."""

GREETING_BYTES: Final = 2048
"""How far a greeting is followed for the reply that tells it from SMTP's."""
_LINE_BYTES: Final = 600

_SENT: Final = expression(
    rb"(?:PASV|EPSV(?: ALL| [12])?|AUTH (?:TLS|SSL|TLS-C|TLS-P)|TYPE [AIE]|MODE [SBCZ]|PORT (?:\d{1,3},){5}\d{1,3}"
    rb"|EPRT (.)[12]\1[0-9A-Fa-f:.]{2,45}\1\d{1,5}\1|OPTS UTF-?8 ON|PROT [CP]|PBSZ 0|CLNT [^\r\n]{1,200}"
    rb"|(?:STOR|APPE|CWD|MDTM|MLSD) [^\r\n]{1,400})\r?\n",
    re.I,
)
# What POP3 begins with too.
_SHARED: Final = (
    rb"USER [^\r\n]{1,256}\r?\n(?:PASS [^\r\n]{0,256}\r?\n)?"
    rb"(?:(?:QUIT|NOOP|STAT|LIST|(?:LIST|RETR|DELE) \d+)\r?\n){0,9}"
)
_LOGIN: Final = expression(
    _SHARED + rb"(?:SYST|FEAT|X?PWD|CWD [^\r\n]+|PBSZ \d+|OPTS [^\r\n]+|TYPE [AIE]|PASV|EPSV|PORT [\d,]+|MODE [SBCZ]"
    rb"|SITE [^\r\n]+|ACCT [^\r\n]+|CLNT [^\r\n]+)\r?\n",
    re.I,
)
_LOGIN_BEGUN: Final = expression(rb"USER [^\r\n]{1,256}\r?\Z|" + _SHARED + rb"[^\r\n]{0,300}\r?\Z", re.I)
_WORDS: Final = (
    b"pasv\r",
    b"epsv",
    b"auth ",
    b"type ",
    b"mode ",
    b"port ",
    b"eprt ",
    b"opts ",
    b"prot ",
    b"pbsz ",
    b"stor ",
    b"appe ",
    b"cwd ",
    b"mdtm ",
    b"mlsd ",
)
_WORDS_BEGUN: Final = (*_WORDS, b"clnt ", b"user ")

_GREETING: Final = expression(rb"(?:220-[^\n]*\n|[ \t][^\n]*\n|\r?\n)*220 [^\r\n]*\r?\n")
_NAMED: Final = expression(rb"(?:220-[^\n]*\n|[ \t][^\n]*\n)*220[ -][^\r\n]*(?:FTP|FileZilla)", re.I)
_GREETED: Final = expression(_GREETING.pattern + rb"(?:331[ -]|530[ -]|234 |230[ -]|211-|215 )")
_ANSWERS: Final = expression(
    rb"227 [^\r\n]{0,100}\(?(?:\d{1,3},){5}\d{1,3}\)?|229 [^\r\n]{0,100}\(([!-~])\1\1\d{1,5}\1\)"
    rb"|1(?:25|50)[ -][^\r\n]{0,300}(?:data connection|transfer|\(\d+ bytes\))",
    re.I,
)


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin what a client or a server says; None while they may."""
    if head[:1] in (b"1", b"2"):
        return _recognise_server(head)
    if _SENT.match(head) or _LOGIN.match(head):
        return True
    begun = head[:5].lower()
    if b"\n" not in head and len(head) < _LINE_BYTES:
        return None if any(word.startswith(begun) or begun.startswith(word) for word in _WORDS_BEGUN) else False
    return None if _LOGIN_BEGUN.match(head[: 3 * _LINE_BYTES]) else False


def _recognise_server(head: bytes) -> bool | None:
    """A greeting that names the protocol, or is answered as only FTP is; in the middle, what announces data."""
    if _NAMED.match(head) or _GREETED.match(head) or _ANSWERS.match(head):
        return True
    if len(head) < 3:
        return None if any(code.startswith(head) for code in (b"220", b"227", b"229", b"125", b"150")) else False
    if head[:3] in (b"227", b"229", b"125", b"150"):
        return None if b"\n" not in head and len(head) < _LINE_BYTES else False
    if not head.startswith((b"220 ", b"220-")) and head != b"220":
        return False
    greeting = _GREETING.match(head)
    behind = head[greeting.end() :] if greeting else b""
    undecided = len(head) < GREETING_BYTES and any(
        code.startswith(behind[:3]) for code in (b"220", b"331", b"530", b"234", b"230", b"211", b"215")
    )
    return None if undecided else False
