"""One direction of an HTTP/1.x conversation: a state for each place in a message, a step for each state.

Rule 1: no byte is lost. What is no message is given raw, up to the next plausible message start.
Rule 2: every step takes at least one byte or changes the state; what it keeps, it copies into `_held`.
Rule 3: no decision depends on how the bytes were cut into pieces.
"""

from collections.abc import Callable, Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.contents.media import Ranges
from agent.protocols.http1.body import begin_body, give_escaped
from agent.protocols.http1.framing import TUNNEL, chunk_size, request_framing, response_framing
from agent.protocols.http1.head import HEAD_BYTES, Head, head_end
from agent.protocols.http1.start import recognise, search
from agent.protocols.reader import Sink
from policies.part import Buffer

FIRST_BYTES: Final = 2048
"""What is copied of a piece to find the end of a head, or whole chunks; most are shorter."""
PIPELINED: Final = 1024
"""Requests that can wait for their responses; the methods of more are not kept."""
LOST_BYTES: Final = 64 << 10
"""What is searched at once for a message start."""
CHUNK_LINE_BYTES: Final = 1024
"""Longest chunk-size line, extensions included."""
EXPECTED_BYTES: Final = 2048
"""First bytes that tell a body from a request in place of one that the server did not want (RFC 9110 10.1.1)."""
FIRST_CHUNK_BYTES: Final = 24
"""What is copied at first to find the end of a chunk-size line."""
_VERSION: Final = b"HTTP/1."


# Where in a message a direction is. Plain numbers: these are compared for every step.
_IN_HEAD: Final = 0
_IN_LENGTH: Final = 1
_IN_CHUNK_SIZE: Final = 2
_IN_CHUNK: Final = 3
_BEHIND_CHUNK: Final = 4
_IN_TRAILERS: Final = 5
_UNTIL_CLOSE: Final = 6
_UNSURE: Final = 7  # a body is announced, but the request is not known: it may have been HEAD
_LOST: Final = 8
_EXPECTED: Final = 9  # a body is announced, unless the server says that it does not want it
_LEFT: Final = 10  # the rest is another protocol


class Half:
    """The messages of one direction. `methods` are those of requests that wait for their response."""

    __slots__ = (
        "_body",
        "_direction",
        "_held",
        "_is_paired",
        "_is_wanted",
        "_kind",
        "_left",
        "_methods",
        "_next",
        "_ranges",
        "_run",
        "_run_at",
        "_search_from",
        "_sink",
        "_state",
        "_tunnel",
    )

    def __init__(self, sink: Sink, direction: int, methods: list[bytes]) -> None:
        self._sink = sink
        self._direction = direction
        self._methods = methods
        self._is_wanted = sink.wants(direction)
        self._is_paired = sink.wants(1 - direction)
        self._state = _IN_HEAD
        self._held = b""
        self._body: Inlet | None = None
        self._kind = "request"
        self._left = 0  # bytes of the body or chunk to come
        self._ranges = Ranges()
        self._run: list[Buffer] = []  # bytes of the body in this feed
        self._run_at = 0
        self._search_from = 0
        self._next = ""  # the protocol that both sides agreed on
        self._tunnel = ""  # what the next protocol is entered by, should the bytes not be HTTP

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        for number, piece in enumerate(pieces):
            size = len(piece)
            taken = 0
            while taken < size:
                state = self._state
                if state == _LEFT:
                    self._hand_over(offset + taken, [piece[taken:], *pieces[number + 1 :]])
                    return
                taken += _STEPS[state](self, piece[taken:] if taken else piece, offset + taken)
            offset += size
        if self._run:
            self._write_run()
        if self._state == _LEFT:
            self._hand_over(offset, [])

    def gap(self, offset: int, size: int) -> None:
        """Go on by length inside a body; elsewhere look for the next message."""
        state = self._state
        if self._body is not None and not self._held:
            self._body.gap(size)
            if state in (_UNTIL_CLOSE, _LOST):
                return
            if state in (_IN_LENGTH, _IN_CHUNK, _EXPECTED) and size <= self._left:
                self._state = _IN_LENGTH if state == _EXPECTED else state
                self._take(size)
                return
        self._give_up(offset - len(self._held), "gap")
        self._lose(0)

    def close(self, offset: int) -> None:
        """End what is open; a body that ends with the connection is whole."""
        early = self._state not in (_UNTIL_CLOSE, _IN_HEAD)
        self._give_up(offset - len(self._held), "ended early" if early else "")
        self._ranges.close()

    # Steps: (data, its stream offset) -> bytes taken

    def _head(self, data: Buffer, at: int) -> int:
        held = self._held
        if not held and data[0] in b"\r\n":
            return 1  # empty lines before a message (RFC 9112 2.2)
        whole = held + bytes(data[: max(FIRST_BYTES, len(held))])
        end = head_end(whole, max(0, len(held) - 3))
        if end < 0 and len(data) + len(held) > len(whole):
            whole = held + bytes(data[: HEAD_BYTES + 1 - len(held)])
            end = head_end(whole, max(0, len(held) - 3))
        plausible = recognise(whole)
        if plausible and 0 <= end <= HEAD_BYTES:
            self._held = b""
            self._message(whole[:end], at - len(held))
            return end - len(held)
        if plausible is False or end >= 0 or len(whole) > HEAD_BYTES:
            self._lose(1)
            return 0
        self._held = whole
        return len(data)

    def _length(self, data: Buffer, at: int) -> int:
        if not self._run:
            self._run_at = at
        size = len(data)
        if size < self._left:
            self._left -= size
            self._run.append(data)
            return size
        size = self._left
        self._run.append(data[:size])
        self._take(size)
        return size

    def _close(self, data: Buffer, at: int) -> int:
        self._push(data, at)
        return len(data)

    def _unsure(self, data: Buffer, at: int) -> int:
        need = len(_VERSION) - len(self._held)
        self._held += bytes(data[:need])
        if not _VERSION.startswith(self._held):
            self._state, held = _IN_LENGTH, self._held
            self._held = b""
            self._length(held, at + min(need, len(data)) - len(held))
        elif self._held == _VERSION:
            self._end_body("")
            self._state = _IN_HEAD
        return min(need, len(data))

    def _expected(self, data: Buffer, at: int) -> int:
        held = self._held
        whole = held + bytes(data[: EXPECTED_BYTES - len(held)])
        answer = recognise(whole)
        if answer is None and len(whole) < EXPECTED_BYTES:
            self._held = whole
            return len(data)
        if answer:
            self._end_body("")
            self._state = _IN_HEAD
            return 0
        self._held, self._state = b"", _IN_LENGTH
        if held:
            self._length(held, at - len(held))
        return 0

    def _chunk_size(self, data: Buffer, at: int) -> int:
        held = self._held
        whole = 0 if held else self._whole_chunks(bytes(data[:FIRST_BYTES]), at)
        if whole:
            return whole
        line, newline, _rest = (held + bytes(data[:FIRST_CHUNK_BYTES])).partition(b"\n")
        if not newline:
            line, newline, _rest = (held + bytes(data[:CHUNK_LINE_BYTES])).partition(b"\n")
        if not newline and len(line) < CHUNK_LINE_BYTES:
            self._held = line
            return len(data)
        size = chunk_size(line.partition(b";")[0].strip())
        if size < 0 or len(line) >= CHUNK_LINE_BYTES:
            self._end_body("chunk size damaged")
            self._lose(0)
            return 0
        self._held = b""
        self._left, self._state = size, _IN_CHUNK
        if not size:
            self._end_body("")
            self._state = _IN_TRAILERS
        return len(line) + 1 - len(held)

    def _whole_chunks(self, data: bytes, at: int) -> int:
        """Take the chunks that lie in `data` from end to end, in a loop: most are short."""
        done = 0
        while True:
            end = data.find(b"\n", done, done + FIRST_CHUNK_BYTES)
            size = chunk_size(data[done:end].partition(b";")[0].strip()) if end > done else -1
            behind = end + 1 + size
            if size <= 0 or data[behind : behind + 2] != b"\r\n":
                return done
            self._push(data[end + 1 : behind], at + end + 1)
            done = behind + 2

    def _chunk_end(self, data: Buffer, _: int) -> int:
        self._state = _IN_CHUNK_SIZE
        if data[0] == 0x0A:
            return 1
        if data[0] == 0x0D:
            self._state = _IN_CHUNK_SIZE if data[1:2] == b"\n" else _BEHIND_CHUNK
            return 1 + (data[1:2] == b"\n")
        return 0

    def _trailers(self, data: Buffer, at: int) -> int:
        held = self._held
        whole = held + bytes(data[: HEAD_BYTES - len(held)])
        line = whole[:2]
        end = 1 if line[:1] == b"\n" else 2 if line == b"\r\n" else head_end(whole)
        if recognise(whole) or (end < 0 and len(whole) == HEAD_BYTES):
            self._state = _IN_HEAD  # a message without the empty line before it, or anything else
            return 0
        if end < 0:
            self._held = whole
            return len(data)
        if end > 2:
            path, text = f"http.{self._kind}", whole[:end]
            self._sink.whole(self._direction, f"{path}.trailers", text, at - len(held))
            give_escaped(self._sink, self._direction, path, b"", text, at)
        self._held = b""
        self._state = _IN_HEAD
        return end - len(held)

    def _lost(self, data: Buffer, at: int) -> int:
        held = self._held
        data = data[:LOST_BYTES]
        whole = held + bytes(data)
        found, keep = search(whole, self._search_from)
        end = found if found >= 0 else keep
        if end:
            self._write_raw(whole[:end], at - len(held))
        if found < 0:
            self._held = whole[keep:]
            return len(data)
        self._end_body("not HTTP")
        self._state = _IN_HEAD
        self._held = held[found:]
        return max(0, found - len(held))

    # Messages

    def _message(self, raw: bytes, at: int) -> None:
        head = Head(raw)
        self._tunnel = self._next = ""
        self._kind = "response" if head.status else "request"
        self._sink.whole(self._direction, f"http.{self._kind}.head", raw, at)
        if head.status:
            self._response(head)
        else:
            self._request(head, raw, at)

    def _request(self, head: Head, raw: bytes, at: int) -> None:
        self._sink.host(head.server_name())
        if self._is_paired and len(self._methods) < PIPELINED:
            self._methods.append(head.method)
        if self._is_wanted and (raw.find(b"%") >= 0 or head.target.find(b"+") >= 0):
            path = f"http.{self._kind}"
            give_escaped(self._sink, self._direction, path, head.target, raw.partition(b"\n")[2], at)
        if b"upgrade" in head.fields:
            self._tunnel, self._next = "http.upgrade", head.agreed()
        framing = request_framing(head)
        if framing == TUNNEL:
            self._state, self._tunnel = _LEFT, "http.connect"
        elif framing:
            doubtful = head.length > EXPECTED_BYTES and b"100-continue" in head.fields.get(b"expect", b"").lower()
            self._begin_body(head, framing, _EXPECTED if doubtful else _IN_LENGTH)

    def _response(self, head: Head) -> None:
        final = head.status >= 200 or head.status == 101
        known = bool(self._methods)
        method = self._methods.pop(0) if final and known else b""
        framing = response_framing(head, method)
        if framing == TUNNEL:
            self._state = _LEFT
            self._tunnel = "http.upgrade" if head.status == 101 else "http.connect"
            self._next = head.agreed()
        elif framing:
            self._begin_body(head, framing, _IN_LENGTH if known else _UNSURE)

    def _begin_body(self, head: Head, framing: int, by_length: int) -> None:
        self._left = max(0, head.length)
        if self._left < len(_VERSION):
            by_length = _IN_LENGTH
        self._state = _BODY_STATES[framing] or by_length
        if not self._is_wanted:
            self._body = self._sink.begin(self._direction, "")
            return
        self._body = begin_body(self._sink, self._direction, self._kind, head, framing, self._ranges)

    # Bodies

    def _push(self, data: Buffer, at: int) -> None:
        if not self._run:
            self._run_at = at
        self._run.append(data)

    def _write_run(self) -> None:
        if self._body is not None:
            self._sink.at(self._run_at)
            self._body.write(self._run)
        self._run = []

    def _take(self, size: int) -> None:
        """`size` bytes of the body or chunk are behind us."""
        self._left -= size
        if self._left:
            return
        if self._state == _IN_CHUNK:
            self._state = _BEHIND_CHUNK
        else:
            self._end_body("")
            self._state = _IN_HEAD

    def _end_body(self, damage: str) -> None:
        if self._run:
            self._write_run()
        if self._body is not None:
            self._ranges.end(self._body, damage)
            self._body = None

    # What is no message

    def _lose(self, search_from: int) -> None:
        """Give bytes raw until a message start is found at `search_from` or behind; or leave HTTP, as announced."""
        self._state = _LEFT if self._tunnel else _LOST
        self._search_from = search_from

    def _write_raw(self, data: bytes, at: int) -> None:
        if self._body is None:
            self._body = self._sink.begin(self._direction, "raw", type=None, exact=True)
        self._sink.at(at)
        self._body.write((data,))
        self._search_from = 0

    def _give_up(self, at: int, damage: str) -> None:
        """End the body; what is held is no message."""
        if self._state not in (_LOST, _UNSURE):
            self._end_body(damage)
        if self._held:
            self._write_raw(self._held, at)
        self._end_body(damage or "not HTTP")
        self._held = b""

    def _hand_over(self, offset: int, rest: list[Buffer]) -> None:
        held, self._held = self._held, b""
        pieces = [held, *rest] if held else rest
        self._ranges.close()
        self._sink.switch(self._direction, offset - len(held), pieces, self._tunnel, self._next)


_BODY_STATES: Final = (0, 0, _IN_CHUNK_SIZE, _UNTIL_CLOSE)  # by framing; 0: by length
_STEPS: Final[tuple[Callable[[Half, Buffer, int], int], ...]] = (
    Half._head,
    Half._length,
    Half._chunk_size,
    Half._length,
    Half._chunk_end,
    Half._trailers,
    Half._close,
    Half._unsure,
    Half._lost,
    Half._expected,
)
