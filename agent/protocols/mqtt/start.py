"""How an MQTT connection begins (MQTT 3.1.1 and 5.0, chapter 3), and where its packets can be told."""

from typing import Final

from policies.expression import expression

FIRST: Final = frozenset((0x10, 0x20, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35))
CONNECT: Final = expression(
    rb"(?s:\x10[\x80-\xff]{0,3}[\0-\x7f]\0(?:\x04MQTT[\x04\x05]|\x06MQIsdp\x03)(?P<flags>[\0-\xff])(?P<alive>..))"
)
_CONNECT_BEGUN: Final = expression(rb"(?s:\x10[\x80-\xff]{0,3}(?:[\0-\x7f](?P<name>.*))?\Z)")
_NAMES: Final = (b"\0\x04MQTT\x04", b"\0\x04MQTT\x05", b"\0\x06MQIsdp\x03")
_TOPIC: Final = expression(rb"[A-Za-z0-9_$][\w$/.: @-]*/[\w$/.: @-]+\Z")
_HEAD_BYTES: Final = 300


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin a CONNECT, a CONNACK, or a PUBLISH to a topic of several levels; None while they may."""
    head = head[:_HEAD_BYTES]
    kind = head[0] >> 4
    if kind == 1:
        return _recognise_connect(head)
    if kind == 2:
        return _recognise_accepted(head)
    return _recognise_publish(head)


def _recognise_connect(head: bytes) -> bool | None:
    if CONNECT.match(head):
        return True
    begun = _CONNECT_BEGUN.match(head)
    name = begun["name"] or b"" if begun else b"?"
    return (
        None if any((known + b"\0\0\0").startswith(name[:7]) or name.startswith(known) for known in _NAMES) else False
    )


def _recognise_accepted(head: bytes) -> bool | None:
    """A CONNACK, and a packet behind it where it has no properties: alone it is too short to tell."""
    if len(head) < 2:
        return None
    size = head[1]
    if size > 3:  # with properties, which fill it (5.0, 3.2)
        if len(head) < 5:
            return None if size < 0x80 and not head[2:3].strip(b"\0\x01") else False
        return size < 0x80 and head[2] < 2 and (head[3] == 0 or head[3] >= 0x80) and head[4] == size - 3
    if size != 2:
        return False
    if len(head) < 6:
        return None if not head[2:4].strip(b"\0\x01\x02\x03\x04\x05") else False
    sized = remaining(head, 5)
    return head[2] < 2 and head[3] < 6 and head[4] in (0x90, 0xB0, 0xD0, 0x30, 0x31, 0x40) and bool(sized and sized[0])


def _recognise_publish(head: bytes) -> bool | None:
    sized = remaining(head, 1)
    if sized is None:
        return None if len(head) < 5 else False
    size, at = sized
    if len(head) < at + 2:
        return None
    length = int.from_bytes(head[at : at + 2], "big")
    topic = head[at + 2 : at + 2 + length]
    if not 3 <= length <= min(200, size - 2):
        return False
    if len(topic) < length:
        return None if topic.isascii() and (not topic or topic.decode("ascii").isprintable()) else False
    return _TOPIC.match(topic) is not None


def remaining(head: bytes, at: int) -> tuple[int, int] | None:
    """The remaining length that stands at `at`, and where it ends; None where it is not whole (2.2.3)."""
    value = 0
    for number, byte in enumerate(head[at : at + 4]):
        value |= (byte & 0x7F) << 7 * number
        if byte < 0x80:
            return value, at + number + 1
    return None
