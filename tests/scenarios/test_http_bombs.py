"""Bombs over HTTP: small bodies that would become large or deep ones cost their budget, are told, and hide nothing else."""

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.craft import Conversation as Talk
from agent.craft import Endpoint, write_capture
from agent.demo.messages import request, table
from agent.demo.people import invent
from agent.unwrap import Conversation
from policies.part import Part

MOST_INSPECTED = 40 << 20
"""What a body may cost: what is free, and a step of a decompressor."""
COMMAND = [sys.executable, "-I", "-c", "from agent.cli import main; main()"]
GZIP = "Content-Encoding: gzip"


def zeros(megabytes: int) -> bytes:
    """A gzip member of so many megabytes of zeros, written down without compressing them all."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08" + bytes(7) + block * megabytes + packer.flush() + bytes(8)


def nested(depth: int) -> bytes:
    """A gzip file in a gzip file and so on, as one that gives itself would go on."""
    data = b"the innermost text"
    for _ in range(depth):
        data = gzip.compress(data, mtime=0)
    return data


def members(count: int) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f%d"\r\n\r\nx\r\n'
    return b"".join(head % number for number in range(count)) + b"--b--\r\n"


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><x>&e11;</x>'.encode()


def calls(body: bytes, count: int = 1) -> bytes:
    return (b"\x01" + len(body).to_bytes(4, "big") + body) * count


BOMBS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "10 GB of zeros": (lambda: zeros(10 << 10), GZIP, "ratio"),
    "10 GB of zeros, twice compressed": (
        lambda: gzip.compress(zeros(10 << 10)),
        "Content-Encoding: gzip, gzip",
        "ratio",
    ),
    "gzip in gzip without end": (lambda: nested(50), "Content-Type: application/gzip", "depth"),
    "100,000 members": (lambda: members(100_000), "Content-Type: multipart/form-data; boundary=b", "members"),
    "multipart in multipart without end": (
        lambda: b"".join(
            b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(2000)
        ),
        "Content-Type: multipart/mixed; boundary=b0",
        "depth",
    ),
    "a call of 10 GB": (lambda: calls(zeros(10 << 10)), "Content-Type: application/grpc-web", "ratio"),
    "many calls of zeros": (
        lambda: calls(gzip.compress(bytes(60_000)), 20_000),
        "Content-Type: application/grpc",
        "ratio",
    ),
    # What is not expanded and not parsed cannot grow: these cost what they weigh.
    "billion laughs": (laughs, "Content-Type: text/xml", ""),
    "deep JSON": (lambda: b'{"a":' * 1_000_000, "Content-Type: application/json", ""),
    "deep XML": (lambda: b"<a>" * 1_000_000, "Content-Type: text/xml", ""),
    "deep messages": (
        lambda: gzip.compress(b"\x0a\x7f" * 4_000_000),
        f"Content-Type: application/x-protobuf\r\n{GZIP}",
        "",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_budget_and_what_follows_is_read(name: str) -> None:
    make, field, limit = BOMBS[name]
    body = make()
    sent = f"POST /in HTTP/1.1\r\n{field}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    sent += request("POST", "/next", "crm.example", b"still read", "text/plain")
    inspected, paths = 0, set()

    def drain(parts: list[Part]) -> None:
        nonlocal inspected
        inspected += sum(part.size for part in parts)
        paths.update(part.path for part in parts if b"still read" in b"".join(map(bytes, part.pieces[-1:])))

    conversation = Conversation((0, 1), "tcp", (True, True), drain=drain)
    for at in range(0, len(sent), 1 << 16):
        drain(conversation.feed(0, at, [sent[at : at + (1 << 16)]], 0))
    drain(conversation.close(0))
    assert inspected <= MOST_INSPECTED
    assert {told.partition(":")[0] for told in conversation.over_budget} == ({limit} if limit else set())
    assert "http.request.body" in paths


def test_a_bomb_is_written_on_its_transfer_and_the_upload_beside_it_is_found(tmp_path: Path) -> None:
    talk = Talk(Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 80), 1_770_000_000_000_000_000)
    talk.open()
    bomb = zeros(1 << 10)
    head = f"POST /in HTTP/1.1\r\nHost: crm.example\r\n{GZIP}\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    talk.say("client", head + bomb + request("POST", "/in", "crm.example", table(invent(3, 5)), "text/csv"))
    talk.close()
    write_capture(tmp_path / "bomb.pcap", talk.frames)
    run = subprocess.run(
        [*COMMAND, "audit", "bomb.pcap", "--policy", "inventory", "--json"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    (line,) = (json.loads(line) for line in run.stdout.splitlines())
    assert (run.returncode, line["budget"], line["inspected"]) == (1, "ratio: http.request.body", False)
    assert {one["detector"]: one["count"] for one in line["findings"]}["cn.resident_id"] == 3
