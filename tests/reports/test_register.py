"""The register as CSV."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.incident import CaptureRecord, JudgedTransfer, RunRecord
from reports.register import COLUMNS, export_csv, plain_cell
from reports.snapshot import take_snapshot
from reports.store import Store


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_calculate_becomes_text(cell: str) -> None:
    assert plain_cell(cell) == f"'{cell}"


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not plain_cell(text).strip().startswith(("=", "+", "-", "@")) or not text.strip()


def test_every_incident_is_a_line_and_hostile_names_stay_in_their_cell(
    database: Path, judged: Callable[..., JudgedTransfer], run: RunRecord, capture: CaptureRecord
) -> None:
    bad = judged(1)
    bad = replace(bad, verdict=replace(bad.verdict, recipient='=HYPERLINK("http://x")\r\n,"'))
    with Store.open(database) as store:
        store.record(store.begin(run), capture, [bad, judged(2)], [])
        store.review(store.incidents()[0].id, "triaged", reason="-1", reviewer="Lin")
        text = export_csv(take_snapshot(store, run.started_ns))
    assert text.startswith("\ufeffid,severity")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert len(rows) == 2
    assert all(set(row) == set(COLUMNS) for row in rows)
    assert '\'=HYPERLINK("http://x")\r\n,"' in {row["recipient"] for row in rows}
    assert {row["review_reason"] for row in rows} == {"'-1", ""}
    assert rows[0]["rule_zh"] == "个人信息出境"
