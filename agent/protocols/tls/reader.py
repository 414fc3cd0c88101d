"""TLS (RFC 8446, RFC 5246): the server name is read, and where a key log has the secrets also what is encrypted."""

from collections.abc import Iterator, Sequence
from typing import Final

from agent.keylog import EARLY, MASTER, TRAFFIC, KeyLog
from agent.protocols.reader import Inside, Sink
from agent.protocols.tls.classic import TLS_1_2, Classic, classic_ciphers
from agent.protocols.tls.hello import ServerHello, client_random, first_message, server_hello, server_name
from agent.protocols.tls.modern import Modern, modern_ciphers
from agent.protocols.tls.records import APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, Record, Records
from policies.part import Buffer

HELLO_BYTES: Final = 16 << 10
"""Longest hello that is read."""
HELD_BYTES: Final = 64 << 10
"""Records of one side that wait for the hello of the other."""
MOST_CLOSED: Final = 64
"""Records in a row that no key opens: a handshake has fewer under its own keys."""
MOST_LOST: Final = 256
"""Records that may have been lost in a gap."""

_KEY_UPDATE: Final = bytes((24,))


Cipher = Modern | Classic


class Tls:
    """One conversation: opaque from the ClientHello on, or opened with the secrets of the key log."""

    __slots__ = ("_hello", "_keys", "_opened", "_sink", "control")

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._keys = sink.keys
        self._hello: bytes | None = b""  # records of the client so far, None once they were read
        self._opened: _Opened | None = None
        # With secrets the server's hello tells the cipher.
        self.control: tuple[int, int] = (HELLO_BYTES, HELLO_BYTES if self._keys else 0)
        if self._keys:
            self._opened = _Opened(sink, self._keys)

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """Read the client's first message; go on where it has secrets, skip everything else where not."""
        if self._opened is not None:
            self._opened.feed(direction, offset, pieces)
            return
        size = sum(map(len, pieces))
        if direction == 0 and self._hello is not None:
            self._hello += b"".join(pieces)
            length, hello = first_message(self._hello)
            if length < 0 and len(self._hello) < HELLO_BYTES:
                return
            self._sink.host(server_name(hello))
            size = len(self._hello) - max(0, length)
            self._hello = None
        self._sink.opaque(direction, size)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Without secrets nothing is looked for behind a gap."""
        if self._opened is not None:
            self._opened.gap(direction, size)
        else:
            self.close(direction, offset)

    def close(self, direction: int, offset: int) -> None:  # noqa: ARG002
        """A hello that never was complete is opaque like the rest."""
        if self._opened is not None:
            self._opened.close(direction)
            return
        size = len(self._hello or b"") if direction == 0 else 0
        if direction == 0:
            self._hello = None
        self._sink.opaque(direction, size)


class _Half:
    """One direction while it is opened."""

    __slots__ = (
        "cipher",
        "closed",
        "closed_bytes",
        "greeting",
        "held",
        "held_bytes",
        "is_changed",
        "is_early",
        "is_over",
        "lost",
        "plain",
        "records",
    )

    def __init__(self) -> None:
        self.records = Records()
        self.greeting = b""  # records of the hello so far
        self.held: list[Record] = []  # that wait for the other side's hello
        self.held_bytes = 0
        self.cipher: Cipher | None = None
        self.is_early = False  # the cipher is that of data before the handshake
        self.is_changed = False  # a ChangeCipherSpec came
        self.closed = 0  # records in a row that no key opened
        self.closed_bytes = 0
        self.lost = False  # bytes were, since the last record that was opened
        self.plain = 0  # bytes of the stream inside
        self.is_over = False


class _Opened:
    """Both directions, with a key log that may have their secrets."""

    def __init__(self, sink: Sink, keys: KeyLog) -> None:
        self._sink = sink
        self._keys = keys
        self._halves = (_Half(), _Half())
        self._random: bytes | None = None
        self._server: ServerHello | None = None
        self._inside: Inside | None = None

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        half = self._halves[direction]
        if half.is_over:
            self._sink.opaque(direction, sum(map(len, pieces)))
            return
        for record in half.records.feed(offset, pieces):
            self._take(direction, record)
            if half.is_over:
                end = record.at + len(record.header) + len(record.body)
                self._sink.opaque(direction, max(0, offset + sum(map(len, pieces)) - end))
                return
        if half.records.is_lost:
            self._seal(direction, 0)

    def gap(self, direction: int, size: int) -> None:
        half = self._halves[direction]
        if self._random is None or self._inside is None or half.is_over:
            self.close(direction)
            return
        half.lost = True
        self._inside.gap(direction, half.plain, size + half.records.gap())
        half.plain += size

    def close(self, direction: int) -> None:
        half = self._halves[direction]
        if half.is_over:
            return
        half.is_over = True
        if self._inside is not None and half.plain:
            self._inside.close(direction, half.plain)
            return
        # Nothing was opened: what came behind the hellos may be a handshake or more.
        size = half.records.held + len(half.greeting) + half.held_bytes + half.closed_bytes
        if size or self._random is None:
            self._sink.opaque(direction, size)

    def _take(self, direction: int, record: Record) -> None:
        half = self._halves[direction]
        if self._awaits_hello(direction):
            self._greet(direction, half, record)
        elif not self._is_known():
            self._hold(direction, half, record)
        elif record.type == CHANGE_CIPHER_SPEC:
            half.is_changed = True
        elif record.type == APPLICATION_DATA or half.is_changed:
            self._open(direction, half, record)

    def _awaits_hello(self, direction: int) -> bool:
        return (self._server if direction else self._random) is None

    def _greet(self, direction: int, half: _Half, record: Record) -> None:
        """A record in which the hello of a side stands, or a part of it."""
        half.greeting += record.header + record.body
        length, hello = first_message(half.greeting)
        if length < 0 and len(half.greeting) < HELLO_BYTES:
            return
        size, half.greeting = len(half.greeting), b""
        if direction:
            said = server_hello(hello)
            self._server = None if said.is_retry else said
        else:
            self._random = client_random(hello)
            self._sink.host(server_name(hello))
            if length <= 0 or not self._has_secrets(self._random):
                self._seal(0, size - max(length, 0))
                self._seal(1, 0)
                return
        if self._is_known():
            self._release()

    def _has_secrets(self, random: bytes) -> bool:
        return any(self._keys.secret(label, random) for label in (MASTER, *TRAFFIC))

    def _is_known(self) -> bool:
        """Whether what is needed to open records was seen: of TLS 1.3 the secrets tell the cipher."""
        if self._random is None:
            return False
        return self._server is not None or any(self._keys.secret(label, self._random) for label in TRAFFIC)

    def _hold(self, direction: int, half: _Half, record: Record) -> None:
        half.held.append(record)
        half.held_bytes += len(record.body)
        if half.held_bytes > HELD_BYTES:
            half.held = []
            self._seal(direction, half.held_bytes)

    def _release(self) -> None:
        for direction, half in enumerate(self._halves):
            held, half.held, half.held_bytes = half.held, [], 0
            for record in held:
                if not half.is_over:
                    self._take(direction, record)

    def _open(self, direction: int, half: _Half, record: Record) -> None:
        opened = self._with_key(direction, half, record)
        if opened is None:
            half.closed += 1
            half.closed_bytes += len(record.body)
            # Of TLS 1.3 the handshake has keys of its own, which are not needed.
            if half.closed > MOST_CLOSED or half.plain or self._is_classic():
                self._seal(direction, half.closed_bytes if not half.plain else len(record.body))
            return
        half.closed, half.lost = 0, False
        kind, content = opened
        if kind == APPLICATION_DATA and content:
            self._give(direction, half, record.at, content)
        elif kind == HANDSHAKE and isinstance(half.cipher, Modern) and content[:1] == _KEY_UPDATE:
            half.cipher = half.cipher.updated()

    def _with_key(self, direction: int, half: _Half, record: Record) -> tuple[int, bytes] | None:
        """The content of a record under the key in use, or under the one that comes into use with it."""
        if half.cipher is not None:
            at = half.cipher.sequence
            for sequence in range(at, at + (MOST_LOST if half.lost else 1)):
                opened = half.cipher.open(record, sequence)
                if opened is not None:
                    half.cipher.sequence = sequence + 1
                    return opened
        for cipher, is_early in self._candidates(direction, half):
            opened = cipher.open(record, 0)
            if opened is not None:
                half.cipher, half.is_early, cipher.sequence = cipher, is_early, 1
                return opened
        return None

    def _candidates(self, direction: int, half: _Half) -> Iterator[tuple[Cipher, bool]]:
        """The keys that may come into use, and whether they are those of early data."""
        assert self._random is not None
        if half.cipher is not None and not half.is_early:
            return
        traffic = self._keys.secret(TRAFFIC[direction], self._random)
        early = self._keys.secret(EARLY, self._random) if direction == 0 and half.cipher is None else None
        yield from ((cipher, False) for cipher in modern_ciphers(traffic or b""))
        yield from ((cipher, True) for cipher in modern_ciphers(early or b""))
        master = self._keys.secret(MASTER, self._random)
        if traffic is None and master is not None and self._server is not None:
            ciphers = classic_ciphers(master, self._random, self._server)
            if ciphers:
                yield ciphers[direction], False

    def _is_classic(self) -> bool:
        return self._server is not None and self._server.version <= TLS_1_2

    def _give(self, direction: int, half: _Half, at: int, content: bytes) -> None:
        self._inside = self._inside or self._sink.inside("tls")
        if self._inside is None:
            self._seal(direction, len(content))
            return
        self._sink.at(at)
        self._inside.feed(direction, half.plain, [content])
        half.plain += len(content)
        if self._inside.skip[direction]:
            self._seal(direction, 0)

    def _seal(self, direction: int, size: int) -> None:
        """The rest of a direction cannot be read, or need not be."""
        half = self._halves[direction]
        half.is_over = True
        self._sink.opaque(direction, size)
