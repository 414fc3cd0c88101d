"""What the demonstration's hosts say to each other: HTTP messages, tables of people, TLS records."""

import gzip
import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from agent.demo.people import Person

BOUNDARY: Final = "----formdata-8c1f2e"
CSV_HEADER: Final = "姓名,身份证号,手机,电子邮箱,银行卡号"
_TLS12: Final = b"\x03\x03"
_HANDSHAKE, _APPLICATION_DATA = 22, 23
_CLIENT_HELLO, _SERVER_HELLO = 1, 2
_AES_128_GCM: Final = b"\x13\x01"
_RECORD_BYTES: Final = 16_384


def request(method: str, target: str, host: str, body: bytes = b"", content_type: str = "") -> bytes:
    """An HTTP/1.1 request (RFC 9112)."""
    headers = {"Host": host, "User-Agent": "Mozilla/5.0", "Accept": "*/*"}
    if body:
        headers |= {"Content-Type": content_type, "Content-Length": str(len(body))}
    return _head(f"{method} {target} HTTP/1.1", headers) + body


def response(body: bytes, content_type: str) -> bytes:
    """An HTTP/1.1 answer whose length is announced."""
    headers = {"Server": "nginx", "Content-Type": content_type, "Content-Length": str(len(body))}
    return _head("HTTP/1.1 200 OK", headers) + body


def packed_response(body: bytes, content_type: str) -> bytes:
    """The same answer compressed and in chunks, as web servers send what they generate."""
    headers = {"Content-Type": content_type, "Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    packed = gzip.compress(body, mtime=0)
    cuts = (packed[start : start + 1000] for start in range(0, len(packed), 1000))
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(cut), cut) for cut in cuts)
    return _head("HTTP/1.1 200 OK", headers) + chunks + b"0\r\n\r\n"


def upload(name: str, content: bytes) -> bytes:
    """A form with one file (RFC 7578)."""
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    head = f"--{BOUNDARY}\r\n{disposition}\r\nContent-Type: text/csv\r\n\r\n"
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def table(people: Sequence[Person]) -> bytes:
    """The people as CSV with a Chinese header line."""
    rows = (f"{p.name},{p.resident_id},{p.mobile},{p.email},{p.bank_card}" for p in people)
    return "\r\n".join((CSV_HEADER, *rows, "")).encode()


def directory(people: Sequence[Person]) -> bytes:
    """The people as an interface answers them: JSON, Chinese characters escaped."""
    rows = [{"name": p.name, "idNo": p.resident_id, "mobile": p.mobile} for p in people]
    return json.dumps({"code": 0, "total": 1284, "rows": rows}).encode()


def payroll(people: Sequence[Person]) -> bytes:
    """The people as a payroll provider needs them: no bank cards."""
    rows = [{"employee": p.name, "mobile": p.mobile, "email": p.email, "grade": "P6"} for p in people]
    return json.dumps({"period": "2026-03", "employees": rows}, ensure_ascii=False).encode()


def client_hello(server_name: str, random: Random) -> bytes:
    """A TLS 1.3 ClientHello that names the server it wants (RFC 8446, RFC 6066)."""
    name = server_name.encode()
    names = b"\x00" + _sized(name, 2)
    extensions = b"\x00\x00" + _sized(_sized(names, 2), 2) + b"\x00\x2b" + _sized(b"\x02\x03\x04", 2)
    body = _TLS12 + random.randbytes(32) + _sized(random.randbytes(32), 1) + _sized(_AES_128_GCM, 2) + b"\x01\x00"
    return _record(_HANDSHAKE, bytes([_CLIENT_HELLO]) + _sized(body + _sized(extensions, 2), 3))


def server_hello(random: Random) -> bytes:
    """A TLS 1.3 ServerHello and the encrypted rest of its flight."""
    body = _TLS12 + random.randbytes(32) + _sized(random.randbytes(32), 1) + _AES_128_GCM + b"\x00"
    extensions = b"\x00\x2b" + _sized(b"\x03\x04", 2)
    hello = _record(_HANDSHAKE, bytes([_SERVER_HELLO]) + _sized(body + _sized(extensions, 2), 3))
    return hello + ciphertext(2_400, random)


def ciphertext(size: int, random: Random) -> bytes:
    """`size` bytes nobody can read, in application data records."""
    cuts = (min(_RECORD_BYTES, size - start) for start in range(0, size, _RECORD_BYTES))
    return b"".join(_record(_APPLICATION_DATA, random.randbytes(cut)) for cut in cuts)


def _head(start_line: str, headers: Mapping[str, str]) -> bytes:
    lines = (start_line, *(f"{name}: {value}" for name, value in headers.items()), "", "")
    return "\r\n".join(lines).encode()


def _sized(content: bytes, length_bytes: int) -> bytes:
    return len(content).to_bytes(length_bytes, "big") + content


def _record(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + _TLS12 + _sized(content, 2)
