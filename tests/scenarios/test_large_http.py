"""Large and long HTTP: one record among megabytes or among a thousand requests is found, in bounded memory."""

import json
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hpack import Encoder

from agent.craft import Conversation, Endpoint, Frame, tcp_frame, write_capture
from agent.demo.messages import request, response, table
from agent.demo.people import invent

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux")]

HOME, ABROAD = Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 80)
NOON_NS = 1_770_000_000_000_000_000
MOST_KILOBYTES = 250 << 10
SEGMENT_BYTES = 32 << 10  # as a network card with offloading hands them over
PROGRAM = """
import atexit, sys
from agent.cli import main
atexit.register(lambda: sys.stderr.write(open("/proc/self/status").read()))
main()
"""
FOUND = {"cn.resident_id", "cn.mobile", "cn.bank_card", "email", "cn.name"}
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("0000000400") + bytes(4)
RECORD = table(invent(1, 77))


class Audit(NamedTuple):
    """What an audit in a process of its own said, and the most memory it held."""

    detectors: dict[str, int]
    budget: str
    kilobytes: int


def audited(capture: Path) -> Audit:
    command = [sys.executable, "-I", "-c", PROGRAM, "audit", capture.name, "--policy", "inventory", "--json"]
    run = subprocess.run(command, cwd=capture.parent, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    (line,) = (json.loads(line) for line in run.stdout.splitlines())
    # Not ru_maxrss: that counts what this process held when it began the other one.
    (peak,) = (int(field.split()[1]) for field in run.stderr.splitlines() if field.startswith("VmHWM"))
    return Audit({one["detector"]: one["count"] for one in line["findings"]}, line["budget"], peak)


def stream(payload: Sequence[bytes]) -> Iterator[Frame]:
    """A client's stream in large segments, from the middle of a connection on."""
    sequence, now = 1, NOON_NS
    for block in payload:
        for at in range(0, len(block), SEGMENT_BYTES):
            data = block[at : at + SEGMENT_BYTES]
            yield Frame(now, tcp_frame(HOME, ABROAD, "A", sequence % 2**32, 1, data))
            sequence, now = sequence + len(data), now + 100_000


def http2_frame(kind: int, flags: int, payload: bytes) -> bytes:
    """A frame of stream 1 (RFC 9113 4.1)."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + (1).to_bytes(4, "big") + payload


def rows(size: int, seed: int) -> bytes:
    """About so many bytes of a table of readings, in which nobody is mentioned."""
    random = Random(seed)
    lines = (
        f"station {random.randrange(900)},{random.random():.6f},{random.random():.6f},ok" for _ in range(size // 34)
    )
    return "\n".join(lines).encode() + b"\n"


def test_one_record_in_the_middle_of_a_long_upload_is_found(tmp_path: Path) -> None:
    half = rows(10 << 20, 1)
    conversation = Conversation(HOME, ABROAD, NOON_NS)
    conversation.open()
    conversation.say("client", request("PUT", "/readings.csv", "crm.example.com", half + RECORD + half, "text/csv"))
    conversation.say("server", response(b"stored", "text/plain"))
    conversation.close()
    write_capture(tmp_path / "upload.pcap", conversation.frames)
    result = audited(tmp_path / "upload.pcap")
    assert result.detectors == dict.fromkeys(FOUND, 1)
    assert result.kilobytes < MOST_KILOBYTES


def test_one_record_in_a_long_upload_over_http_2_is_found_across_frames(tmp_path: Path) -> None:
    fields = [(":method", "PUT"), (":scheme", "http"), (":path", "/in"), (":authority", "crm.example.com")]
    half = rows(10 << 20, 3)
    body = half[: len(half) // 16_384 * 16_384 - len(RECORD) // 2] + RECORD + half
    cuts = range(0, len(body), 16_384)
    sent = PREFACE + http2_frame(1, 0x04, Encoder().encode(fields))
    sent += b"".join(http2_frame(0, 0, body[at : at + 16_384]) for at in cuts) + http2_frame(0, 1, b"")
    write_capture(tmp_path / "http2.pcap", stream([sent]))
    result = audited(tmp_path / "http2.pcap")
    assert result.detectors == dict.fromkeys(FOUND, 1)
    assert result.kilobytes < MOST_KILOBYTES


def test_one_record_in_a_long_compressed_stream_is_found(tmp_path: Path) -> None:
    block, packer = rows(4 << 20, 2), zlib.compressobj(1, wbits=31)
    body = [packer.compress(data) for data in [*[block] * 68, RECORD, *[block] * 68]] + [packer.flush()]
    size = sum(map(len, body))
    head = b"POST /in HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n" % size
    assert size > 190 << 20
    write_capture(tmp_path / "gzip.pcap", stream([head, *body]))
    result = audited(tmp_path / "gzip.pcap")
    assert (result.detectors, result.budget) == (dict.fromkeys(FOUND, 1), "")
    assert result.kilobytes < MOST_KILOBYTES


def test_one_request_of_a_thousand_on_one_connection_is_found(tmp_path: Path) -> None:
    conversation = Conversation(HOME, ABROAD, NOON_NS)
    conversation.open()
    for number in range(1000):
        body = RECORD if number == 613 else rows(300, number)
        conversation.say("client", request("POST", f"/in/{number}", "crm.example.com", body, "text/csv"))
        conversation.say("server", response(b"stored", "text/plain"))
    conversation.close()
    write_capture(tmp_path / "requests.pcap", conversation.frames)
    result = audited(tmp_path / "requests.pcap")
    assert result.detectors == dict.fromkeys(FOUND, 1)
    assert result.kilobytes < MOST_KILOBYTES
