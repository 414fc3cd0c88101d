"""How a conversation with SQL Server begins (MS-TDS 2.2.6)."""

import re
from typing import Final

from agent.protocols.sql.tds.packets import BATCH, HEADER_BYTES, LOGIN, PRELOGIN, RESULT, RPC, SERVER, size
from policies.expression import expression

FIRST: Final = frozenset((BATCH, RPC, RESULT, LOGIN, PRELOGIN))
"""First bytes a direction can have."""

_TELLING_BYTES: Final = HEADER_BYTES + 12
_OPTIONS: Final = expression(rb"\0\0.\0\x06[\x01-\x09\xff]", re.S)
_HEADERS: Final = expression(rb"..\0\0\x12\0\0\0\x02\0", re.S)
_WIDE_TEXT: Final = expression(rb"(?:[\s(A-Za-z/\-]\0){4}")
_LOGIN: Final = expression(rb"..\0\0..\0[\x70-\x74]|..\0\0[\0-\x0b][\0-\t]..", re.S)
_ANSWER: Final = expression(
    rb"\x81[\x01-\xff][\0-\x0f]|\xe3..[\x01-\x14]|[\xaa\xab]..|\xad..\x01|[\xfd-\xff][\0-\xff]\x00..|\x79....[\xfd-\xff]"
    rb"|\xed..NTLM|[\xd1\xd2]",
    re.S,
)


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin what a client or the server says; None while they may."""
    length = size(head, 0, FIRST)
    if length is False:
        return False
    if length is True or len(head) < min(_TELLING_BYTES, int(length)):
        return None if len(head) < 2 or head[1] in (0, 1, 8, 9) else False
    kind, body = head[0], head[HEADER_BYTES:]
    if kind == PRELOGIN:
        return _OPTIONS.match(body) is not None
    if kind == LOGIN:
        return _LOGIN.match(body) is not None and head[5] == 0
    if kind == RESULT:
        return _is_result(head, int(length), body)
    return _HEADERS.match(body) is not None or (kind == BATCH and _WIDE_TEXT.match(body) is not None)


def _is_result(head: bytes, length: int, body: bytes) -> bool | None:
    """The answer to the first packet, or tokens in packets that follow one another."""
    if _OPTIONS.match(body):
        return True
    if not _ANSWER.match(body):
        return False
    if head[1] & 1 and len(head) <= length:
        return True if len(head) == length else None
    if len(head) <= length + 1:
        return None
    return size(head, length, SERVER) is not False
