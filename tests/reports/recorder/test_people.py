"""Entering people: a row a person and scope, ten bytes of digest, and only what is earlier or stronger changes it."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from policies.census import Counted
from policies.groups import Groups
from reports.incident import CaptureRecord, JudgedTransfer, RunRecord
from reports.recorder.people import LEDGER_BYTES

Make = Callable[..., JudgedTransfer]
Write = Callable[..., object]


def people(attached: int, paths: str | None, judged: Make, *, at_s: int) -> JudgedTransfer:
    one = judged(at_s)
    counted = Counted("id", ("pi.x",), bytes(range(16)), bytes([attached]), Groups(1, 2, 1))
    transfer = replace(one.transfer, first_ns=at_s * 10**9 + 5)
    return replace(one, transfer=transfer, verdict=replace(one.verdict, lawful_path=paths), people=(counted,))


def rows(database: Path, asked: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(database) as connection:
        return connection.execute(asked).fetchall()


def test_what_is_known_of_a_person_only_grows(
    database: Path, judged: Make, write: Write, run: RunRecord, capture: CaptureRecord
) -> None:
    for attached, at_s in ((0, 50), (1, 90), (0, 20)):
        write(database, run, capture, people(attached, None, judged, at_s=at_s))
    assert rows(database, "SELECT digest, attached, first_s FROM people") == [(bytes(range(LEDGER_BYTES)), 1, 20)]


def test_paths_and_their_order_are_one_scope(
    database: Path, judged: Make, write: Write, run: RunRecord, capture: CaptureRecord
) -> None:
    write(database, run, capture, people(0, "T-2, T-1", judged, at_s=1), people(0, "T-1, T-2", judged, at_s=2))
    (scope,) = rows(database, "SELECT year, kind, groups, groups_35273, classes, country, paths FROM scopes")
    assert scope == (2026, "id", 1, 2, '["pi.x"]', "SG", '["T-1","T-2"]')
