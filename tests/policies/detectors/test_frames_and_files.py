"""Frames of vehicles, and files known by their heads: what is found, and what only begins alike."""

import struct
from collections.abc import Callable
from functools import reduce
from operator import xor

import pytest

from policies.detectors import bio_template, code_source, genetic_file, geo_survey, vehicle_gbt32960, vehicle_jtt808
from policies.inspection import Inspector
from policies.part import Part

VIN = b"LSVAA49J132047371"
SHAPE = struct.pack(">I20xI", 9994, 50) + struct.pack("<II", 1000, 1)
FLOATS = ",".join(f"0.{n:06}" for n in range(100_000, 100_128))


@pytest.fixture
def kinds(inspector: Inspector) -> Callable[[bytes], list[str]]:
    def inspect(raw: bytes) -> list[str]:
        return [one.detector for one in inspector.inspect([Part(owner=1, id=1, path="raw", pieces=[raw])])]

    return inspect


def report(longitude: int, latitude: int, state: int = 0, command: int = 2) -> bytes:
    """A report as GB/T 32960 has it, in millionths of degrees."""
    vehicle = b"\x01" + bytes(20) + b"\x02\x01" + bytes(12)
    body = bytes((26, 9, 1, 8, 0, 0)) + vehicle + struct.pack(">BBII", 5, state, longitude, latitude)
    unit = bytes((command, 0xFE)) + VIN + b"\x01" + len(body).to_bytes(2, "big") + body
    return b"##" + unit + bytes((reduce(xor, unit),))


def location(longitude: int, latitude: int, state: int = 2, number: str = "013800001234") -> bytes:
    """A location report as JT/T 808-2013 has it, in millionths of degrees."""
    body = struct.pack(">IIIIHHH", 0, state, latitude, longitude, 12, 300, 90) + bytes.fromhex("260901081500")
    message = b"\x02\x00" + len(body).to_bytes(2, "big") + bytes.fromhex(number) + b"\x00\x01" + body
    message += bytes((reduce(xor, message),))
    return b"~" + message.replace(b"\x7d", b"\x7d\x01").replace(b"~", b"\x7d\x02") + b"~"


def test_a_vehicles_report_is_a_position(kinds: Callable[[bytes], list[str]]) -> None:
    assert vehicle_gbt32960.DETECTOR.id in kinds(report(121_471_200, 31_223_100))


@pytest.mark.parametrize(
    "frame",
    [
        report(2_352_200, 48_856_600),
        report(121_471_200, 31_223_100, state=1),
        report(121_471_200, 31_223_100, command=1),
        report(121_471_200, 31_223_100)[:-1] + b"\x00 \x00",
    ],
    ids=["abroad", "invalid", "login", "wrong check code"],
)
def test_a_report_without_a_valid_position_in_china_is_none(kinds: Callable[[bytes], list[str]], frame: bytes) -> None:
    assert vehicle_gbt32960.DETECTOR.id not in kinds(frame)


def test_a_terminals_report_is_a_position(kinds: Callable[[bytes], list[str]]) -> None:
    assert kinds(location(121_471_200, 31_223_100)) == [vehicle_jtt808.DETECTOR.id]
    assert kinds(location(121_471_102, 31_223_100)) == [vehicle_jtt808.DETECTOR.id]  # with an escaped byte


@pytest.mark.parametrize(
    "frame",
    [
        location(121_471_200, 31_223_100, state=0),
        location(2_352_200, 48_856_600),
        location(121_471_200, 31_223_100, number="0138000012fe"),
        location(121_471_200, 31_223_100)[:-2] + b"\x00~",
    ],
    ids=["not located", "abroad", "no number", "wrong check code"],
)
def test_a_terminals_report_without_a_place_in_china_is_none(kinds: Callable[[bytes], list[str]], frame: bytes) -> None:
    assert kinds(frame) == []


FOUND = {
    "fingers": (bio_template.DETECTOR.id, b"FMR\x00 20\x00\x00\x00\x01\x20" + bytes(40)),
    "face": (bio_template.DETECTOR.id, b'{"face_feature":[' + FLOATS.encode() + b"]}"),
    "vcf": (genetic_file.DETECTOR.id, b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n1\t2\t.\tA\tC\n"),
    "sam": (genetic_file.DETECTOR.id, b"@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:248956422\n"),
    "fastq": (genetic_file.DETECTOR.id, b"@SEQ:1:1101:10:20 1:N:0\nACGTACGTACGTACGTACGTACGTAC\n+\nIIIIIIIIII\n"),
    "cram": (genetic_file.DETECTOR.id, b"CRAM\x03\x00" + bytes(30)),
    "dwg": (geo_survey.DETECTOR.id, b"AC1032\x00\x00\x00\x00\x00\x04\x01" + bytes(60)),
    "step": (geo_survey.DETECTOR.id, b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(('x'),'2;1');\n"),
    "pcd": (
        geo_survey.DETECTOR.id,
        b"# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\nFIELDS x y z intensity\n",
    ),
    "shape": (geo_survey.DETECTOR.id, SHAPE + struct.pack("<4d", 116.1, 39.7, 116.8, 40.1) + bytes(40)),
    "pack": (code_source.DETECTOR.id, b"0000PACK\x00\x00\x00\x02\x00\x00\x00\x07" + bytes(20)),
    "diff": (code_source.DETECTOR.id, b"diff --git a/x/y.c b/x/y.c\nindex 0123abc..4567def 100644\n--- a/x/y.c\n"),
    "java": (code_source.DETECTOR.id, b"package com.firm.desk;\n\nimport java.util.List;\n\npublic class Desk {\n"),
}
NONE = {
    "sites only": b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n1\t2\t.\tA\tC\t.\t.\t.\n",
    "short vector": b'{"face_vector":[0.1234,0.2345,0.3456]}',
    "head in a sentence": b"A drawing begins with AC1032\x00\x00\x00\x00\x00\x04\x01 and is followed by more",
    "map of the world": SHAPE + struct.pack("<4d", -180, -90, 180, 83.6) + bytes(40),
    "script of a page": b"<script>import x from './x.js'; package = 'a'; using System</script>",
    "mention": b"@mention hello there\nACGT is a sequence\n",
}


@pytest.mark.parametrize("name", FOUND)
def test_a_file_is_known_by_its_head(kinds: Callable[[bytes], list[str]], name: str) -> None:
    detector, raw = FOUND[name]
    assert kinds(raw) == [detector]


@pytest.mark.parametrize("name", NONE)
def test_what_begins_alike_is_none(kinds: Callable[[bytes], list[str]], name: str) -> None:
    assert kinds(NONE[name]) == []
