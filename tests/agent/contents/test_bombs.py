"""Small files that would become large ones: they cost their budget and are recorded."""

import base64
import bz2
import gzip
import io
import lzma
import zipfile
from typing import Any

import pytest
import zstandard

from agent.budget import Limits
from agent.contents.slot import Slot
from agent.contents.walk import Walk
from agent.contents.zip import workbook
from policies.part import Part

FREE_BYTES = 1 << 20
ZEROS = bytes(8 << 20)
STRAY_BYTES = 17 << 20
"""What one step of the least bounded decompressor may give over the budget."""


def archive(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return file.getvalue()


def read(data: bytes, limits: Limits = Limits(free_bytes=FREE_BYTES)) -> tuple[int, list[str]]:  # noqa: B008
    """How many bytes were inspected, and which limits were hit."""
    inspected = 0

    def drain(parts: list[Part]) -> None:
        nonlocal inspected
        inspected += sum(part.size for part in parts)

    told: list[str] = []
    walk = Walk(limits, listing=False, drain=drain, unread={}, over_budget=told)
    slot = Slot(walk, 1, "body")
    for at in range(0, len(data), 1 << 16):
        slot.write((data[at : at + (1 << 16)],))
        drain(walk.take())
    slot.end()
    drain(walk.take())
    return inspected, [limit.partition(":")[0] for limit in told]


NESTED = archive({f"{number}.zip": archive({"zeros": ZEROS}) for number in range(16)})


@pytest.mark.parametrize(
    "bomb",
    [
        gzip.compress(ZEROS),
        bz2.compress(ZEROS),
        lzma.compress(ZEROS),
        zstandard.compress(ZEROS * 4),
        archive({"zeros": ZEROS}),
        gzip.compress(gzip.compress(ZEROS * 8)),
        NESTED,
        b'{"file": "' + base64.b64encode(gzip.compress(ZEROS)) + b'"}',
    ],
    ids=["gzip", "bzip2", "xz", "zstd", "zip", "gzip twice", "zips in a zip", "base64"],
)
def test_zeros_cost_the_budget_and_are_recorded(bomb: bytes) -> None:
    inspected, told = read(bomb)
    assert inspected <= FREE_BYTES + STRAY_BYTES
    assert "ratio" in told


@pytest.mark.parametrize("member", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_of_zeros_costs_its_bound_and_the_budget(member: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SPOOL_BYTES", FREE_BYTES)
    inspected, told = read(archive({"xl/workbook.xml": b"", member: ZEROS}))
    assert inspected <= 2 * FREE_BYTES + STRAY_BYTES
    assert told == ["ratio"]


def test_an_archive_of_very_many_members_is_read_up_to_the_limit() -> None:
    inspected, told = read(archive({f"{number}": b"x" for number in range(500)}), Limits(members=100))
    assert told == ["members"]
    assert inspected < 500


def test_archives_in_archives_end_with_the_depth() -> None:
    data: Any = b"the innermost text"
    for number in range(12):
        data = archive({f"{number}.zip": data})
    assert read(data, Limits(depth=5))[1] == ["depth"]
