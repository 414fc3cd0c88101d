"""How a Redis conversation begins: RESP arrays, inline commands of the client, replies of the server."""

import re
from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(b"*$+-:%AaCcDdGgHhIiKkLlMmPpRrSsXxZz")
"""First bytes a direction can have."""

_HEAD_BYTES: Final = 256
_COMMAND: Final = expression(rb"\*[1-9]\d{0,5}\r\n\$(\d{1,2})\r\n([A-Za-z][A-Za-z.]*)\r\n")
_COMMAND_BEGUN: Final = expression(
    rb"\*(?:[1-9]\d{0,5}(?:\r(?:\n(?:\$(?:\d{1,2}(?:\r(?:\n(?:[A-Za-z][A-Za-z.]{0,30}\r?)?)?)?)?)?)?)?)?\Z"
)
_INLINE: Final = expression(
    rb"(?:PING|AUTH \S{1,200}|AUTH \S{1,100} \S{1,200}|SELECT \d{1,4}|HELLO [23][^\r\n]*|INFO(?: \w+)?|DBSIZE"
    rb"|CONFIG [GS]ET \S+[^\r\n]*|(?:GET|HGETALL|SMEMBERS|KEYS|TYPE|TTL) [^\s/]\S*"
    rb"|(?:L|Z)RANGE \S+ -?\d+ -?\d+|(?:HSET|HMSET|SETEX|LPUSH|RPUSH|SADD|ZADD|MSET|PUBLISH|XADD) \S+ [^\r\n]+"
    rb"|SET (?!\S+ \d+ \d+ \d+(?: noreply)?\r)\S+ [^\r\n]+)\r\n",
    re.I,
)
_INLINE_BEGUN: Final = expression(
    rb"(?:PING|AUTH|SELECT|HELLO|INFO|DBSIZE|CONFIG|GET|HGETALL|SMEMBERS|KEYS|TYPE|TTL|LRANGE|ZRANGE|HSET|HMSET"
    rb"|SETEX|LPUSH|RPUSH|SADD|ZADD|MSET|PUBLISH|XADD|SET)[ \r]",
    re.I,
)
_WORD_BYTES: Final = 9
_REPLY: Final = expression(
    rb"\+OK\r\n[+$:*%-]|\+PONG\r\n|-(?:ERR|NOAUTH|WRONGTYPE|WRONGPASS|NOPERM|MOVED|LOADING|READONLY|DENIED) [^\n]*\r\n"
    rb"|[*%][1-9]\d{0,8}\r\n(?:\$(?:-1|\d{1,9})|:-?\d{1,19}|[*%]\d{1,9}|[+][!-~][^\r\n]*)\r\n|:-?\d{1,19}\r\n[+$:*%-]"
)
_REPLY_BEGUN: Final = expression(
    rb"\+(?:O(?:K(?:\r(?:\n)?)?)?|P(?:O(?:N(?:G\r?)?)?)?)?\Z|-(?:[A-Z]{1,9}(?: [^\n]*)?)?\Z"
    rb"|[*%](?:[1-9]\d{0,8}(?:\r(?:\n(?:[$:*%](?:-?\d{0,19}\r?)?|\+[^\r\n]*\r?)?)?)?)?\Z|:-?\d{0,19}\r?\n?\Z"
)
_BULK: Final = expression(rb"\$(\d{1,9})\r\n")
_BULK_BEGUN: Final = expression(rb"\$\d{0,9}\r?\Z")


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin a command or a reply; None while they may."""
    head = head[:_HEAD_BYTES]
    first = head[:1]
    if first == b"$":
        return _recognise_bulk(head)
    if first.isalpha():
        if _INLINE.match(head):
            return True
        if len(head) < _WORD_BYTES and b"\n" not in head:
            return None
        return None if _INLINE_BEGUN.match(head) and b"\n" not in head and len(head) < _HEAD_BYTES else False
    command = _COMMAND.match(head)
    if command:
        return int(command[1]) == len(command[2])
    if _REPLY.match(head):
        return True
    return None if _COMMAND_BEGUN.match(head) or _REPLY_BEGUN.match(head) else False


def _recognise_bulk(head: bytes) -> bool | None:
    """A reply of one string ends where its length says, or is followed by more than its head tells."""
    bulk = _BULK.match(head)
    if bulk is None:
        return None if _BULK_BEGUN.match(head) else False
    end = bulk.end() + int(bulk[1])
    if end + 2 <= _HEAD_BYTES:
        return None if len(head) < end + 2 else head[end : end + 2] == b"\r\n"
    return None if len(head) < _HEAD_BYTES else True
