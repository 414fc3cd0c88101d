"""What a Redis server sends: trees of RESP2 and RESP3 values (redis.io, "Redis serialization protocol")."""

from typing import Final

from agent.protocols.reader import Sink
from agent.protocols.records import WHOLE_BYTES, Records
from agent.protocols.tape import Script, Tape
from policies.expression import expression

MOST_DEPTH: Final = 32
OUTER_BYTES: Final = 1 << 10
"""Bytes of a map that are kept while a value within it is read."""
MOST_FIELDS: Final = 256
"""Values that are looked at together, whether they are names and values by turns."""

_SIZED: Final = expression(rb"([$!=*%~>|])(-?\d{1,10})\r\n")
_PLAIN: Final = expression(rb"[+:,(#_-][^\n]*\r\n")
_START: Final = expression(rb"[$*%]\d{1,6}\r\n[!-~]|\+OK\r\n")
_START_BYTES: Final = 10
_NAME: Final = expression(rb"[A-Za-z_\x80-\xff][\w.:\x80-\xff-]{0,63}")
_LINE_END: Final = b"\r\n"
_STRINGS: Final = b"$!="


class Level:
    """An aggregate that is being read: its plain values that are not given yet."""

    __slots__ = ("is_map", "is_sure", "left", "size", "values")

    def __init__(self, left: int, *, is_map: bool, is_sure: bool) -> None:
        self.left = left
        self.is_map = is_map  # or may be one
        self.is_sure = is_sure
        self.values: list[bytes] = []
        self.size = 0


class Replies:
    """The server's direction."""

    __slots__ = ("records", "tape")

    def __init__(self, sink: Sink, direction: int) -> None:
        self.records = Records(sink, direction, "redis.reply")
        self.tape = Tape(sink, direction, self._script)

    def _script(self, tape: Tape) -> Script:
        levels: list[Level] = []
        while True:
            line = yield _LINE_END
            sized = _SIZED.fullmatch(line)
            if sized and sized[1] not in _STRINGS:
                self._open(levels, sized[1], int(sized[2]))
            elif sized and int(sized[2]) > WHOLE_BYTES:
                self._flush(levels)
                yield from self._long(tape, int(sized[2]))
                self._count(levels)
            elif sized:
                value = (yield max(0, int(sized[2])) + 2) if int(sized[2]) >= 0 else b"\r\n"
                self._value(levels, value[:-2])
            elif _PLAIN.fullmatch(line):
                self._value(levels, line[1:-2])
            else:
                self._flush(levels)
                levels.clear()
                tape.back(len(line) - 1)
                tape.raw(line[:1])
                yield from tape.seek(_START, _START_BYTES)

    def _long(self, tape: Tape, size: int) -> Script:
        inlet = self.records.own()
        try:
            yield from tape.body(inlet, size)
        finally:
            inlet.end()
        if (yield 2) != _LINE_END:  # the file that begins a replication has no line end
            tape.back(2)

    def _open(self, levels: list[Level], kind: bytes, count: int) -> None:
        if count <= 0:
            self._count(levels)
            return
        if levels and levels[-1].is_sure and levels[-1].size < OUTER_BYTES:
            levels[-1].values.append(b"")  # the place of what follows
        elif levels:
            self._give(levels[-1])
            levels[-1].is_map = levels[-1].is_sure
        if len(levels) < MOST_DEPTH:
            pairs = kind in (b"%", b"|")
            levels.append(Level(count * 2 if pairs else count, is_map=pairs or count % 2 == 0, is_sure=pairs))

    def _value(self, levels: list[Level], value: bytes) -> None:
        if not levels:
            self.records.add(b"", value)
            return
        level = levels[-1]
        level.values.append(value)
        level.size += len(value)
        if level.size > WHOLE_BYTES or len(level.values) == MOST_FIELDS:
            level.is_map = level.is_sure
            self._give(level)
        self._count(levels)

    def _count(self, levels: list[Level]) -> None:
        """A value has ended, and with it each aggregate of which it was the last one."""
        while levels:
            level = levels[-1]
            level.left -= 1
            if level.left:
                return
            self._give(level)
            levels.pop()

    def _flush(self, levels: list[Level]) -> None:
        for level in levels:
            self._give(level)

    def _give(self, level: Level) -> None:
        """Names and values by turns are one record, other values one each."""
        values, level.values, level.size = level.values, [], 0
        names = values[::2]
        if (
            level.is_map
            and len(values) > 2
            and len(set(names)) == len(names)
            and all(map(_NAME.fullmatch, names))
            and not any(value[:1] in (b"{", b"[") for value in values)
        ):
            pairs = zip(names, values[1::2], strict=False)
            self.records.text(b"\t".join([name + b": " + value for name, value in pairs]).replace(b"\n", b" "))
            return
        for value in values:
            if value:
                self.records.add(b"", value)
