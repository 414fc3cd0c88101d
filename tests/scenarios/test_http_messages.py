"""HTTP as programs speak it: each way of sending a file or a record, read to the end of its path."""

import gzip
import json
from collections.abc import Callable

import brotli
import pytest
import zstandard

from agent.unwrap import Conversation

HEADER = b"name,id,mobile\r\n"
TABLE = HEADER + b"".join(b"Li %d,%018d,%011d\r\n" % (number, number, number) for number in range(60))
RECORDS = [{"name": "王芳", "id": f"{number:018}", "path": "a/b"} for number in range(3)]
BULK = "".join(f'{{"index":{{"_id":"{n}"}}}}\n{json.dumps(record)}\n' for n, record in enumerate(RECORDS)).encode()
SOAP = (
    '<?xml version="1.0" encoding="{0}"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope">'
    "<soap:Body><add><name>王芳</name><id>&#49;1010</id></add></soap:Body></soap:Envelope>"
)


def request(method: str, target: str, body: bytes = b"", *fields: str) -> bytes:
    head = [f"{method} {target} HTTP/1.1", "Host: crm.example", *fields]
    head += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join((*head, "", "")).encode() + body


def response(body: bytes, *fields: str, status: str = "200 OK") -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", "")).encode() + body


def ranged(data: bytes, cut: int, *fields: str) -> bytes:
    size = len(data)
    first = request("PUT", "/f.csv", data[:cut], f"Content-Range: bytes 0-{cut - 1}/{size}", *fields)
    return first + request("PUT", "/f.csv", data[cut:], f"Content-Range: bytes {cut}-{size - 1}/{size}", *fields)


def form(*files: tuple[str, str, bytes], boundary: str = "b") -> bytes:
    """A multipart body: (name and file name, media type, content) of each file."""
    parts = (
        f"--{boundary}\r\nContent-Disposition: form-data; {name}\r\nContent-Type: {kind}\r\n\r\n".encode()
        + data
        + b"\r\n"
        for name, kind, data in files
    )
    return b"".join(parts) + f"--{boundary}--\r\n".encode()


def read(sent: bytes, received: bytes, step: int) -> list[tuple[str, str, bytes]]:
    """All parts: (path, file name, bytes) of each; bytes that a later run repeats are left out."""
    conversation = Conversation((0, 1), "tcp", (True, True), ports=(40_000, 80))
    runs = []
    for direction, data in enumerate((sent, received)):
        for at in range(0, len(data), step):
            runs += conversation.feed(direction, at, [data[at : at + step]], 0)
    runs += conversation.close(0) + conversation.close(1)
    parts: dict[int, tuple[str, str, bytes]] = {}
    for run in runs:
        path, name, before = parts.get(run.id, (run.path, run.name, b""))
        parts[run.id] = path, name, before + b"".join(map(bytes, run.pieces))[run.seen :]
    assert conversation.opaque_bytes == [0, 0]
    assert conversation.over_budget == []
    return list(parts.values())


Case = tuple[bytes, bytes, list[tuple[str, str, bytes]]]

CASES: dict[str, Callable[[], Case]] = {
    "a file in ranges, a row cut in two": lambda: (
        ranged(TABLE, 333),
        b"",
        [("http.request.body", "f.csv", TABLE)],
    ),
    "a compressed file in ranges": lambda: (
        ranged(gzip.compress(TABLE), 100, "Content-Type: application/gzip"),
        b"",
        [("http.request.body > gzip", "f.csv", TABLE)],
    ),
    "an answer in ranges": lambda: (
        request("GET", "/f.csv", b"", "Range: bytes=0-15,17-20"),
        response(
            b"--S\r\nContent-Type: text/csv\r\n\r\nname,id\r\n--S\r\nContent-Type: text/csv\r\n\r\nLi,1\r\n--S--\r\n",
            "Content-Type: multipart/byteranges; boundary=S",
            status="206 Partial Content",
        ),
        [("http.response.body > multipart", "", b"name,id"), ("http.response.body > multipart", "", b"Li,1")],
    ),
    "several files in a form": lambda: (
        request(
            "POST",
            "/up",
            form(
                ('name="f"; filename="a.csv"', "text/csv", TABLE),
                ('name="f"; filename="b.csv.gz"', "application/gzip", gzip.compress(TABLE)),
                ('name="g"; filename="c.json"', "application/json", json.dumps(RECORDS).encode()),
                ('name="note"', "text/plain", b"all of them"),
            ),
            "Content-Type: multipart/form-data; boundary=b",
        ),
        b"",
        [
            ("http.request.body > multipart", "a.csv", TABLE),
            ("http.request.body > multipart > gzip", "b.csv.gz", TABLE),
            ("http.request.body > multipart > json", "c.json", json.dumps(RECORDS, ensure_ascii=False).encode()),
            ("http.request.body > multipart.fields", "", b"note=all of them\n"),
        ],
    ),
    "files within one field of a form": lambda: (
        request(
            "POST",
            "/up",
            form(
                (
                    'name="f"',
                    "multipart/mixed; boundary=i",
                    form(
                        ('name="x"; filename="a.csv"', "text/csv", TABLE),
                        ('name="y"; filename="b.csv"', "text/csv", b"b"),
                        boundary="i",
                    ),
                )
            ),
            "Content-Type: multipart/form-data; boundary=b",
        ),
        b"",
        [
            ("http.request.body > multipart > multipart", "a.csv", TABLE),
            ("http.request.body > multipart > multipart", "b.csv", b"b"),
        ],
    ),
    "trailers behind chunks": lambda: (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nNote: %%E7%%8E%%8B\r\n\r\n"
        % (len(TABLE), TABLE)
        + request("GET", "/n"),
        b"",
        [
            ("http.request.body", "", TABLE),
            ("http.request.trailers", "", b"Note: %E7%8E%8B\r\n\r\n"),
            ("http.request.headers > percent", "", "Note: 王\r\n\r\n".encode()),
            ("http.request.head", "", request("GET", "/n")),
        ],
    ),
    "br": lambda: (
        request("POST", "/", brotli.compress(TABLE), "Content-Encoding: br"),
        response(brotli.compress(b"done"), "Content-Encoding: br"),
        [("http.request.body > br", "", TABLE), ("http.response.body > br", "", b"done")],
    ),
    "zstd": lambda: (
        request("POST", "/", zstandard.compress(TABLE), "Content-Encoding: zstd"),
        b"",
        [("http.request.body > zstd", "", TABLE)],
    ),
    "two codings over one another": lambda: (
        request("POST", "/", zstandard.compress(gzip.compress(TABLE)), "Content-Encoding: gzip, zstd"),
        b"",
        [("http.request.body > zstd > gzip", "", TABLE)],
    ),
    "a body that waits for 100 Continue": lambda: (
        request("POST", "/1", TABLE * 3, "Expect: 100-continue") + request("GET", "/2"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + response(b"one", status="201 Created") + response(b"two"),
        [
            ("http.request.body", "", TABLE * 3),
            ("http.response.body", "", b"one"),
            ("http.response.body", "", b"two"),
        ],
    ),
    "a body that the server did not want": lambda: (
        b"POST /1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999\r\n\r\n" + request("POST", "/2", TABLE),
        response(b"no", status="417 Expectation Failed") + response(b"two"),
        [("http.request.body", "", TABLE), ("http.response.body", "", b"no"), ("http.response.body", "", b"two")],
    ),
    "an upgrade to WebSocket": lambda: (
        request("GET", "/w", b"", "Upgrade: websocket", "Connection: Upgrade") + b"\x81\x82\0\0\0\0hi",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello",
        [("http.upgrade > websocket.text", "", b"hi"), ("http.upgrade > websocket.text", "", b"hello")],
    ),
    "an upgrade that is refused": lambda: (
        request("GET", "/w", b"", "Upgrade: h2c") + request("POST", "/x", TABLE),
        response(b"one") + response(b"two"),
        [("http.request.body", "", TABLE), ("http.response.body", "", b"two")],
    ),
    "pipelined requests": lambda: (
        request("GET", "/1") + request("HEAD", "/2") + request("POST", "/3", TABLE),
        response(b"one") + b"HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n" + response(TABLE),
        [
            ("http.request.body", "", TABLE),
            ("http.response.body", "", b"one"),
            ("http.response.body", "", TABLE),
        ],
    ),
    "a proxy asked by absolute targets": lambda: (
        request("POST", "http://crm.example:8080/in?name=%E7%8E%8B", TABLE),
        b"",
        [("http.request.query > percent", "", "name=王".encode()), ("http.request.body", "", TABLE)],
    ),
    "HTTP through a proxy's tunnel": lambda: (
        request("CONNECT", "crm.example:80") + request("POST", "/in", TABLE),
        b"HTTP/1.1 200 Connection established\r\n\r\n" + response(b"done"),
        [("http.connect > http.request.body", "", TABLE), ("http.connect > http.response.body", "", b"done")],
    ),
    "SOAP": lambda: (
        request("POST", "/s", SOAP.format("utf-8").encode(), "Content-Type: application/soap+xml; charset=utf-8"),
        b"",
        [("http.request.body > xml", "", SOAP.format("utf-8").replace("&#49;", "1").encode())],
    ),
    "SOAP in GBK": lambda: (
        request(
            "POST", "/s", SOAP.format("GBK").encode("gbk"), 'Content-Type: text/xml; charset="gbk"', "SOAPAction: add"
        ),
        b"",
        [("http.request.body > gb18030 > xml", "", SOAP.format("GBK").replace("&#49;", "1").encode())],
    ),
    "SOAP with an attachment": lambda: (
        request(
            "POST",
            "/s",
            form(
                ('name="root"', "application/xop+xml", SOAP.format("utf-8").encode()),
                ('name="file"', "application/octet-stream", gzip.compress(TABLE)),
            ),
            'Content-Type: multipart/related; boundary="b"; type="application/xop+xml"',
        ),
        b"",
        [("http.request.body > multipart > gzip", "file", TABLE)],
    ),
    "a bulk request of Elasticsearch": lambda: (
        request("POST", "/_bulk", BULK, "Content-Type: application/x-ndjson"),
        b"",
        [("http.request.body > json", "", BULK.replace(b"\\u738b\\u82b3", "王芳".encode()))],
    ),
    "a bulk request, compressed": lambda: (
        request("POST", "/_bulk", gzip.compress(BULK), "Content-Encoding: gzip", "Content-Type: application/json"),
        b"",
        [("http.request.body > gzip > json", "", BULK.replace(b"\\u738b\\u82b3", "王芳".encode()))],
    ),
}


@pytest.mark.parametrize("step", [1, 700, 1 << 20])
@pytest.mark.parametrize("name", CASES)
def test_what_is_sent_is_read(name: str, step: int) -> None:
    sent, received, expected = CASES[name]()
    parts = read(sent, received, step)
    assert [part for part in expected if part not in parts] == []
    assert [part for part in parts if part[0].endswith("raw")] == []


def test_every_record_of_a_bulk_request_stays_on_its_line() -> None:
    (body,) = (
        data
        for path, _, data in read(request("POST", "/_bulk", BULK, "Content-Type: application/x-ndjson"), b"", 333)
        if path.endswith("json")
    )
    lines = body.decode().splitlines()
    assert [json.loads(line) for line in lines[1::2]] == RECORDS
