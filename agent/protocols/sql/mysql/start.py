"""How a MySQL conversation begins (MySQL internals, connection phase), and its commands in the middle of one."""

import re
from typing import Final

import numpy as np

from agent.protocols.sql.mysql.compressed import HEADER_BYTES as COMPRESSED_BYTES
from agent.protocols.sql.mysql.compressed import is_compressed
from agent.protocols.sql.mysql.packets import HEADER_BYTES, begins, packet
from agent.protocols.sql.mysql.packets import search as search_packets
from policies.expression import expression

ANY: Final = frozenset(range(256))
"""First bytes a direction can have: the length of a packet."""

_GREETING: Final = expression(rb"..\0\0\x0a[0-9]{1,2}\.[0-9]{1,2}\.[ -~]{1,80}\0", re.S)
_GREETING_BEGUN: Final = expression(rb".(?:.(?:\0(?:\0(?:\x0a[ -~]{0,90})?)?)?)?\Z", re.S)
_PROTOCOL_41: Final = 0x02
_LOGIN_BYTES: Final = 36
_WORDS: Final = (
    rb"SELECT|INSERT|UPDATE|DELETE|SET|SHOW|REPLACE|BEGIN|COMMIT|ROLLBACK|CALL|WITH|ALTER|CREATE|DROP|LOAD|USE|START|"
    rb"DO|LOCK|UNLOCK|TRUNCATE|PREPARE|EXECUTE|DESC(?:RIBE)?|EXPLAIN|XA|GRANT|ANALYZE|SAVEPOINT|KILL"
)
_COMMAND: Final = expression(
    rb"(?:...\0[\x03\x16](?:\x00\x01)?\s*(?:\(\s*)?(?:" + _WORDS + rb")[\s(/;@]"
    rb"|...\0[\x03\x16](?:\x00\x01)?\s*/\*[!\s\w]|[^\0-\x0a]..\0\x17..\0\0[\0-\x0f]\x01\x00\x00\x00)",
    re.I | re.S,
)
_COMMAND_BEGUN: Final = expression(
    rb".{0,3}\Z|...\0(?:[\x03\x16](?:\x00\x01?)?[\s(/*!A-Za-z]{0,24}|\x17.{0,8})?\Z", re.S
)
_COMMAND_BYTES: Final = 64
_IS_MARK: Final = np.isin(np.arange(256), (0x03, 0x16, 0x17))
"""[byte]: whether it is a statement's, of one to prepare, or of the execution of one."""


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin what a client or a server says; None while they may."""
    if len(head) > 3 and head[2] and head[3]:
        return False
    answers = (_is_greeting(head), begins_login(head), begins_command(head), _begins_rows(head))
    return True if any(answers) else None if None in answers else False


def _is_greeting(head: bytes) -> bool | None:
    """A server's greeting tells its version."""
    if _GREETING.match(head):
        return True
    return None if _GREETING_BEGUN.match(head) else False


def begins_login(head: bytes) -> bool | None:
    """Whether a client answers the greeting: what it is capable of, and zeros."""
    if len(head) >= 4 and (head[2] or head[3] != 1):
        return False
    if len(head) < _LOGIN_BYTES:
        return None if len(head) < 4 or head[2:4] == b"\0\1" else False
    size = int.from_bytes(head[:2], "little")
    return size >= _LOGIN_BYTES - 4 and bool(head[5] & _PROTOCOL_41) and not any(head[13:32])


def begins_command(head: bytes) -> bool | None:
    """Whether a statement begins as a command, or one that was prepared is executed."""
    if len(head) > 3 and head[3]:
        return False
    if _COMMAND.match(head):
        return int.from_bytes(head[:3], "little") > 4
    return None if len(head) < _COMMAND_BYTES and _COMMAND_BEGUN.match(head) else False


def recognise_compressed(head: bytes) -> bool | None:
    """Whether compressed packets begin, in the middle of a connection or behind its login."""
    if len(head) > 3 and head[2] and head[3]:
        return False
    answer = is_compressed(head, 0)
    if not answer or head[4:7] != b"\0\0\0":
        return answer
    # Bytes as they are: what they hold must tell more than how long it is.
    inner = head[COMPRESSED_BYTES:]
    return bool(begins_command(inner)) or inner[4:5] == b"\0" or inner[5:8] == b"\x03de"


def _begins_rows(head: bytes) -> bool | None:
    """Whether packets count up from the first: a capture that begins at an answer."""
    header = packet(head, 0)
    if header is not None and header[0] == 0:
        return False
    return begins(head, 0)


def search_commands(data: bytes, at: int) -> tuple[int, int]:
    """Where a command begins, or -1; and from where on bytes must be kept."""
    view = np.frombuffer(data, np.uint8)[at + 3 :]
    zeros = np.flatnonzero(view[:-1] == 0)
    marks = zeros[_IS_MARK[view[zeros + 1]]]
    for place in (marks + at).tolist():
        answer = begins_command(data[place : place + _COMMAND_BYTES])
        if answer:
            return place, place
        if answer is None:
            return -1, place
    return -1, max(at, len(data) - HEADER_BYTES)


def search(data: bytes) -> tuple[int, int]:
    """Where packets begin in the middle: see `agent.protocols.reader.Kind`."""
    if data.find(b"\0") < 0:
        return -1, max(0, len(data) - HEADER_BYTES)
    answers = (search_packets(data, 0), search_commands(data, 0))
    found = min((at for at, _ in answers if at >= 0), default=-1)
    keep = min(keep for _, keep in answers)
    return (-1, keep) if found < 0 or keep < found else (found, found)
