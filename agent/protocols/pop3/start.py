"""How a POP3 conversation begins (RFC 1939 4), and what tells one in the middle."""

import re
from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(b"+CcAaRrTtUuSs")
"""First bytes a direction can have."""

_LINE_BYTES: Final = 600

# A bare "+OK" is what Redis answers too.
_GREETING: Final = expression(rb"\+OK [^\r\n]{1,510}\r\n")
# What FTP begins with too.
_SHARED: Final = (
    rb"USER [^\r\n]{1,256}\r\n(?:PASS [^\r\n]{0,256}\r\n)?(?:(?:QUIT|NOOP|STAT|LIST|(?:LIST|RETR|DELE) \d+)\r\n){0,9}"
)
_SENT: Final = expression(
    rb"(?:CAPA|STLS|AUTH|TOP \d{1,9} \d{1,9}|UIDL(?: \d{1,9})?|APOP [!-~]{1,128} [0-9a-f]{32})\r\n|"
    + _SHARED
    + rb"(?:UIDL(?: \d+)?|TOP \d+ \d+|CAPA|LAST|RSET)\r\n",
    re.I,
)
_USER_BEGUN: Final = expression(rb"USER [^\r\n]{1,256}\r?\Z|" + _SHARED + rb"[^\r\n]{0,300}\r?\Z", re.I)
_WORDS: Final = (b"capa\r\n", b"stls\r\n", b"auth\r\n", b"top ", b"uidl", b"apop ", b"user ", b"+ok ")
_END: Final = b"\r\n.\r\n"
_ENDED: Final = expression(rb"\r\n\.\r\n(\+OK [^\r\n]{1,510}\r\n)")


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin what a client or a server says; None while they may."""
    if _GREETING.match(head) or _SENT.match(head):
        return True
    if b"\n" not in head and len(head) < _LINE_BYTES:
        begun = head[:5].lower()
        return None if any(word.startswith(begun) or begun.startswith(word) for word in _WORDS) else False
    return None if _USER_BEGUN.match(head[: 3 * _LINE_BYTES]) else False


def search(data: bytes) -> tuple[int, int]:
    """The next status in `data` behind the end of a mail, and where bytes must be kept from: see `Kind`."""
    found = _ENDED.search(data)
    if found:
        return found.start(1), found.start(1)
    low = max(0, len(data) - _LINE_BYTES)
    end = data.rfind(_END, low)
    if end >= 0 and b"\n" not in data[end + len(_END) :]:
        return -1, end
    begun = next((size for size in range(len(_END) - 1, 0, -1) if data.endswith(_END[:size])), 0)
    return -1, len(data) - begun
