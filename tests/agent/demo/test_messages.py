"""The demonstration's messages are what their protocols say."""

import gzip
import json
from random import Random

from agent.demo import messages
from agent.demo.people import invent

PEOPLE = invent(12, seed=3)


def test_a_request_announces_the_length_of_its_body() -> None:
    head, _, body = messages.request("POST", "/a", "h.example.com", b"x" * 17, "text/plain").partition(b"\r\n\r\n")
    assert head.startswith(b"POST /a HTTP/1.1\r\nHost: h.example.com\r\n")
    assert b"Content-Length: 17" in head
    assert body == b"x" * 17


def test_a_request_without_body_announces_none() -> None:
    assert b"Content-" not in messages.request("GET", "/", "h.example.com")


def test_a_packed_response_unpacks_chunk_by_chunk() -> None:
    body = messages.directory(PEOPLE) * 9
    _, _, rest = messages.packed_response(body, "application/json").partition(b"\r\n\r\n")
    packed = b""
    while True:
        size, _, rest = rest.partition(b"\r\n")
        if not int(size, 16):
            break
        packed, rest = packed + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    assert gzip.decompress(packed) == body


def test_a_table_has_a_header_line_and_a_line_a_person() -> None:
    lines = messages.table(PEOPLE).decode().splitlines()
    assert lines[0] == messages.CSV_HEADER
    assert len(lines) == 1 + len(PEOPLE)


def test_a_directory_escapes_chinese_names() -> None:
    written = messages.directory(PEOPLE)
    assert written.isascii()
    assert [row["name"] for row in json.loads(written)["rows"]] == [person.name for person in PEOPLE]


def test_a_payroll_holds_no_bank_card() -> None:
    written = messages.payroll(PEOPLE).decode()
    assert not any(person.bank_card in written or person.resident_id in written for person in PEOPLE)


def test_an_upload_names_its_file_between_boundaries() -> None:
    form = messages.upload("a.csv", b"1,2")
    assert form.startswith(b"--" + messages.BOUNDARY.encode())
    assert b'filename="a.csv"' in form
    assert form.endswith(b"--\r\n")


def test_a_client_hello_names_its_server_inside_honest_lengths() -> None:
    hello = messages.client_hello("sync.example.net", Random(1))
    assert hello[:3] == b"\x16\x03\x03"
    assert int.from_bytes(hello[3:5], "big") == len(hello) - 5
    assert int.from_bytes(hello[6:9], "big") == len(hello) - 9
    assert b"\x00\x10sync.example.net" in hello


def test_ciphertext_comes_in_records_of_at_most_two_to_the_fourteen() -> None:
    stream, sizes = messages.ciphertext(40_000, Random(1)), []
    while stream:
        size = int.from_bytes(stream[3:5], "big")
        assert stream[0] == 23
        sizes.append(size)
        stream = stream[5 + size :]
    assert sizes == [16_384, 16_384, 7_232]
