"""What a Redis client sends: arrays of strings, or inline commands (redis.io, "Redis serialization protocol")."""

from typing import Final

from agent.protocols.reader import Sink
from agent.protocols.records import WHOLE_BYTES, Records
from agent.protocols.tape import Script, Tape
from policies.expression import expression

MOST_ARGUMENTS: Final = 256
"""Arguments of a command that are one record at most."""

_ARRAY: Final = expression(rb"\*(\d{1,9})\r\n")
_BULK: Final = expression(rb"\$(\d{1,10})\r\n")
_START: Final = expression(rb"\*[1-9]\d{0,5}\r\n\$\d")
_START_BYTES: Final = 11
_INLINE: Final = expression(rb"[A-Za-z]{2,20}(?: [^\r\n]*)?\r?\n")
_LINE_END: Final = b"\r\n"

_ROWS: Final = frozenset((b"HSET", b"HMSET", b"HSETNX", b"XADD", b"HSETEX"))  # names and values of one thing
_PAIRS: Final = frozenset((b"MSET", b"MSETNX"))  # a thing each pair
_LISTS: Final = frozenset((b"LPUSH", b"RPUSH", b"SADD", b"LPUSHX", b"RPUSHX", b"PFADD"))  # a thing each value


class Commands:
    """The client's direction."""

    __slots__ = ("_passwords", "_size", "records", "tape")

    def __init__(self, sink: Sink, direction: int) -> None:
        self.records = Records(sink, direction, "redis.command")
        self._passwords = Records(sink, direction, "redis.auth")
        self._size = 0  # bytes of the arguments in hand
        self.tape = Tape(sink, direction, self._script)

    def _script(self, tape: Tape) -> Script:
        while True:
            first = yield 1
            tape.back(1)
            line = yield _LINE_END
            array = _ARRAY.fullmatch(line)
            if array:
                yield from self._arguments(tape, int(array[1]))
            elif first != b"*" and _INLINE.fullmatch(line):
                self._give(line.split())
            else:
                tape.back(len(line) - 1)
                tape.raw(line[:1])
                yield from tape.seek(_START, _START_BYTES)

    def _arguments(self, tape: Tape, count: int) -> Script:
        arguments: list[bytes] = []
        self._size = given = 0  # how many of the arguments were given already
        for _ in range(count):
            line = yield _LINE_END
            bulk = _BULK.fullmatch(line)
            if bulk is None:
                tape.back(len(line))
                break
            size = int(bulk[1])
            if size > WHOLE_BYTES:
                yield from self._long(tape, arguments, size)
                del arguments[2:]
                given = len(arguments)
                continue
            if self._size + size > 2 * WHOLE_BYTES or len(arguments) == MOST_ARGUMENTS:
                self._give(arguments)
                del arguments[2:]
                given = len(arguments)
                self._size = sum(map(len, arguments))
            value = yield size + 2
            arguments.append(value[:-2])
            self._size += size
        if len(arguments) > given:
            self._give(arguments)

    def _long(self, tape: Tape, arguments: list[bytes], size: int) -> Script:
        name = arguments[1].decode("utf-8", "replace") if len(arguments) > 1 else ""
        inlet = self.records.own(b" ".join(arguments), name=name)
        try:
            yield from tape.body(inlet, size)
        finally:
            inlet.end()
        yield 2

    def _give(self, arguments: list[bytes]) -> None:
        """Make records of a command, its last argument being the value."""
        if not arguments:
            return
        verb = arguments[0].upper()
        if verb in (b"AUTH", b"HELLO"):
            self._log_in(verb, arguments)
        elif verb in _LISTS and len(arguments) > 3:
            for value in arguments[2:]:
                self.records.add(b" ".join((*arguments[:2], b"")), value)
        elif verb in _PAIRS:
            for at in range(1, len(arguments), 2):
                self.records.add(b" ".join((verb, *arguments[at : at + 1], b"")), b"".join(arguments[at + 1 : at + 2]))
        elif verb in _ROWS and len(arguments) > 4:
            self.records.text(b" ".join(arguments[:2]) + b"\t" + row(arguments[2 + (verb == b"XADD") :]))
        else:
            self.records.add(b" ".join((*arguments[:-1], b"")), arguments[-1])

    def _log_in(self, verb: bytes, arguments: list[bytes]) -> None:
        """A password is content, who logs in is not."""
        secret = arguments[1:] if verb == b"AUTH" else []
        if verb == b"HELLO":
            upper = [argument.upper() for argument in arguments]
            at = upper.index(b"AUTH") if b"AUTH" in upper else len(arguments)
            secret = arguments[at + 1 : at + 3]
        if secret:
            self._passwords.text(b"password: " + secret[-1])
        self._passwords.end()


def row(fields: list[bytes]) -> bytes:
    """Names and values by turns, as one line."""
    pairs = zip(fields[::2], [*fields[1::2], b""], strict=False)
    return b"\t".join([name + b": " + value for name, value in pairs]).replace(b"\n", b" ")
