"""What flows say: DNS, HTTP, TLS-like records, bulk transfers, results of a database, and the values planted in them."""

import gzip
import json
import random
from dataclasses import dataclass, field
from typing import Final

from bench import postgres
from bench.values import KINDS

Message = tuple[int, bytes]
"""Direction (0 client to server, 1 back) and bytes."""

_WORDS: Final = """
    order status quarter report update system service region network storage monitor review release version summary
    section target element balance journey market window garden silver yellow planet engine signal
    """
WORDS: Final = tuple(_WORDS.split())
NOISE_BYTES: Final = 4 << 20
MALFORMED_SHARE: Final = 0.02
PLANTED_SHARE: Final = 0.08
ROW_SHARE: Final = 0.002


@dataclass(slots=True)
class Planted:
    """Values planted in one direction of one flow."""

    direction: int
    kind: str
    value: str


@dataclass(slots=True)
class Speaker:
    """Makes the messages of flows, always the same for a seed."""

    dice: random.Random
    planted: list[Planted] = field(default_factory=list)
    _noise: bytes = b""
    _text: bytes = b""

    def __post_init__(self) -> None:
        self._noise = self.dice.randbytes(NOISE_BYTES)
        self._text = " ".join(self.dice.choices(WORDS, k=NOISE_BYTES // 8)).encode()

    def say(self, kind: int) -> list[Message]:
        """The messages of one flow of a kind, `planted` being what they carry."""
        self.planted = []
        return (self._dns, self._http, self._tls, self._bulk, self._database, self._gzip)[kind]()

    def _noise_piece(self, size: int) -> bytes:
        at = self.dice.randrange(len(self._noise) - size)
        return self._noise[at : at + size]

    def _text_piece(self, size: int) -> bytes:
        at = self.dice.randrange(len(self._text) - size)
        return self._text[at : at + size]

    def _values(self, direction: int, share: float = PLANTED_SHARE) -> list[tuple[str, str]]:
        """Key and value of what is planted now, mostly nothing."""
        if self.dice.random() >= share:
            return []
        kinds = self.dice.sample(sorted(KINDS), self.dice.randint(1, len(KINDS)))
        values = [(KINDS[kind][0], KINDS[kind][1](self.dice)) for kind in kinds]
        self.planted += [Planted(direction, kind, value) for kind, (_, value) in zip(kinds, values, strict=True)]
        return values

    def _dns(self) -> list[Message]:
        ident = self.dice.randbytes(2)
        labels = (self.dice.choice(WORDS), self.dice.choice(WORDS), "example", "com")
        name = b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"
        question = name + b"\0\x01\0\x01"
        answer = b"\xc0\x0c\0\x01\0\x01\0\0\x01\x2c\0\x04" + self.dice.randbytes(4)
        return [
            (0, ident + b"\x01\0\0\x01\0\0\0\0\0\0" + question),
            (1, ident + b"\x81\x80\0\x01\0\x01\0\0\0\0" + question + answer),
        ]

    def _tls(self) -> list[Message]:
        hello = b"\x03\x03" + self.dice.randbytes(32) + b"\0\0\x02\x13\x01\x01\0" + _server_name(b"www.example.com")
        answer = b"\x03\x03" + self.dice.randbytes(32) + b"\0\x13\x01\0\0\0"
        messages = [(0, _handshake(1, hello)), (1, _handshake(2, answer) + b"\x14\x03\x03\0\x01\x01")]
        for _ in range(self.dice.randint(2, 6)):
            messages.append((0, self._tls_records(self.dice.randint(100, 1500))))
            messages.append((1, self._tls_records(self.dice.randint(500, 4500))))
        return messages

    def _tls_records(self, size: int) -> bytes:
        return b"\x17\x03\x03" + size.to_bytes(2, "big") + self._noise_piece(size)

    def _bulk(self) -> list[Message]:
        """An upload or a download, half of them lines of text, some with values."""
        direction = self.dice.randrange(2)
        pieces = []
        for _ in range(self.dice.randint(4, 18)):
            line = ",".join(value for _, value in self._values(direction, 0.05))
            body = self._text_piece if direction or line else self._noise_piece
            pieces.append(body(self.dice.randint(8_000, 16_000)) + f"\n{line}\n".encode())
        return [(1 - direction, b"READY\n"), (direction, b"".join(pieces)), (1 - direction, b"DONE\n")]

    def _database(self) -> list[Message]:
        """A query and its result of some thousand rows in text, some with values."""
        columns = ("id", "subject", *(name for name, _ in KINDS.values()), "note", "changed")
        rows = []
        for number in range(self.dice.randint(1_000, 12_000)):
            values: dict[str, str] = dict(self._values(1, ROW_SHARE))
            cells = [str(number), self.dice.choice(WORDS), *(values.get(name) for name in columns[2:-2])]
            note = self._text_piece(self.dice.randint(20, 120)).decode()
            rows.append(postgres.row([*cells, note, f"2026-01-{number % 28 + 1:02d} 08:00:00"]))
        query = f"SELECT {', '.join(columns)} FROM record"
        return [
            (0, postgres.STARTUP),
            (1, postgres.HELLO),
            (0, postgres.query(query)),
            (1, b"".join((postgres.description(columns), *rows, postgres.DONE))),
            (0, postgres.CLOSE),
        ]

    def _gzip(self) -> list[Message]:
        """Requests and responses with bodies of some hundred kilobytes, compressed."""
        messages = []
        kind = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"
        lines = ("POST /api/v3 HTTP/1.1\r\nHost: www.example.com\r\n", "HTTP/1.1 200 OK\r\nServer: bench\r\n")
        for _ in range(self.dice.randint(1, 6)):
            for direction, line in enumerate(lines):
                records = [self._document(direction, self.dice.randint(500, 3000)) for _ in range(100)]
                body = gzip.compress(b"\n".join(records), 6, mtime=0)
                messages.append((direction, f"{line}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body))
        return messages

    def _http(self) -> list[Message]:
        if self.dice.random() < MALFORMED_SHARE:
            return self._malformed()
        messages = []
        for _ in range(self.dice.choice((1, 1, 1, 2, 2, 3, 5))):
            messages += [(0, self._request()), (1, self._response())]
        return messages

    def _malformed(self) -> list[Message]:
        head = b"POST /upload HTTP/1.1\r\nHost: www.example.com\r\n"
        request = self.dice.choice(
            (
                head + b"Content-Length: many\r\n\r\n" + self._text_piece(300),
                head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + self._text_piece(300),
                head + b"Content-Length: 9000\r\n\r\n" + self._text_piece(300),
                b"GET\r\n\r\n" + self._text_piece(300),
                b"POST / HTTP/1.1\nno colon here\n: no name\n\n" + self._text_piece(300),
            )
        )
        return [(0, request), (1, b"HTTP/1.1 400\r\n\r\n")]

    def _request(self) -> bytes:
        make = self.dice.choice((self._get, self._get, self._form, self._json, self._chunked_upload))
        line, headers, body = make()
        return f"{line} HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: bench/1\r\n{headers}\r\n".encode() + body

    def _get(self) -> tuple[str, str, bytes]:
        query = "&".join(f"{key}={value}" for key, value in self._values(0, PLANTED_SHARE / 2))
        return f"GET /{self.dice.choice(WORDS)}/{self.dice.randint(1, 999)}?page=2&{query}", "Accept: */*\r\n", b""

    def _form(self) -> tuple[str, str, bytes]:
        pairs = [("subject", self.dice.choice(WORDS)), *self._values(0)]
        body = "&".join(f"{key}={value}" for key, value in pairs).encode()
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        return "POST /form", f"{kind}Content-Length: {len(body)}\r\n", body

    def _json(self) -> tuple[str, str, bytes]:
        body = self._document(0, self.dice.randint(100, 3000))
        return "POST /api/v1", f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n", body

    def _chunked_upload(self) -> tuple[str, str, bytes]:
        body = self._chunked(self._document(0, self.dice.randint(500, 5000)))
        return "POST /api/v2", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", body

    def _document(self, direction: int, size: int) -> bytes:
        note = self._text_piece(size).decode()
        record = dict(self._values(direction))
        return json.dumps({"note": note, "record": record, "more": note[: size // 3]}).encode()

    def _chunked(self, body: bytes) -> bytes:
        pieces = []
        while body:
            size = self.dice.randint(200, 3000)
            pieces.append(f"{len(body[:size]):x}\r\n".encode() + body[:size] + b"\r\n")
            body = body[size:]
        return b"".join(pieces) + b"0\r\n\r\n"

    def _response(self) -> bytes:
        body = self._document(1, self.dice.randint(200, 5000))
        headers = "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: application/json\r\n"
        form = self.dice.randrange(5)
        if form == 0:
            headers, body = headers + "Content-Encoding: gzip\r\n", gzip.compress(body, 6, mtime=0)
        if form < 3:
            return f"{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body
        return f"{headers}Transfer-Encoding: chunked\r\n\r\n".encode() + self._chunked(body)


def _server_name(name: bytes) -> bytes:
    """A ClientHello's extensions with nothing but the server name (RFC 6066)."""
    entry = b"\0" + len(name).to_bytes(2, "big") + name
    extension = len(entry).to_bytes(2, "big") + entry
    extensions = b"\0\0" + len(extension).to_bytes(2, "big") + extension
    return len(extensions).to_bytes(2, "big") + extensions


def _handshake(kind: int, body: bytes) -> bytes:
    message = bytes([kind]) + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + len(message).to_bytes(2, "big") + message
