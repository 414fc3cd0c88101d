"""How Kafka requests and fetched records begin (Kafka protocol guide, kafka.apache.org/protocol)."""

import struct
from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(range(7))
MOST_BYTES: Final = 100 << 20
"""Longest request (socket.request.max.bytes), and longest response that is followed."""
MOST_API, MOST_VERSION = 92, 20
HEAD_BYTES: Final = 14
"""Size, API key, version, correlation id, length of the client id."""

BATCH: Final = expression(
    rb"(?s:\0\0\0.{5}"  # the first offset
    rb"(?:\0\0\0[\x31-\xff]|\0\0[\x01-\xff].|\0[\x01-\xff]..|[\x01-\x06]...).{4}\x02.{4}"  # size, epoch, format, sum
    rb"\0[\0-\x3f]\0.{3}(?:\0\0[\0\x01].{5}|\xff{8}){2}"  # attributes, last offset, two times in milliseconds
    rb"(?:\0.{7}|\xff{8})(?:[\0-\x7f].|\xff\xff)(?:[\0-\x7f].{3}|\xff{4})\0.{3})"  # producer, epoch, sequence, count
)
"""The 61 bytes before the records of a batch, in format 2 (Kafka documentation, 5.3.1)."""
BATCH_BYTES: Final = 61

_CLIENT: Final = expression(rb"[ -~]*\Z")
_RESPONSE_HEAD_BYTES: Final = 400  # a batch that tells a response begins so near
_TEXT_BYTES: Final = 64
_NAMELESS: Final = (3, 17, 18)  # what clients ask first, some without a name


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin a request, or a response with records; None while they may."""
    if len(head) < HEAD_BYTES:
        size = head[:4] + b"\0" * (4 - len(head))
        return None if int.from_bytes(size, "big") <= MOST_BYTES else False
    size, api, version, _, length = struct.unpack_from(">ihhih", head)
    if not HEAD_BYTES - 4 <= size <= MOST_BYTES:
        return False
    if 0 <= api <= MOST_API and 0 <= version <= MOST_VERSION and -1 <= length <= min(255, size - 10):
        client = head[HEAD_BYTES : HEAD_BYTES + max(length, 0)]
        if _CLIENT.match(client):
            if len(client) < length:
                return None
            if length > 0 or (size < _TEXT_BYTES and api in _NAMELESS):
                return True
    return _is_response(head, size)


def is_batch(head: bytes) -> bool:
    """Whether the counts in the first bytes of a batch agree with each other."""
    size, last, count = (int.from_bytes(head[at : at + 4], "big") for at in (8, 23, 57))
    return 1 <= count <= last + 1 <= 1 << 24 and size >= BATCH_BYTES - 12 + (0 if head[22] & 7 else 7 * count)


def _is_response(head: bytes, size: int) -> bool | None:
    found = BATCH.search(head, 8, _RESPONSE_HEAD_BYTES)
    while found:
        if is_batch(found[0]) and int.from_bytes(found[0][8:12], "big") <= size - found.start():
            return True
        found = BATCH.search(head, found.start() + 1, _RESPONSE_HEAD_BYTES)
    if head[4]:  # the numbers of requests begin with 0 or 1
        return False
    return None if len(head) < min(_RESPONSE_HEAD_BYTES, size + 4) and size > BATCH_BYTES else False
