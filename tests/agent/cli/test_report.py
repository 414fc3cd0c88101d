"""`kouan report` in its forms."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Kouan = Callable[..., Result]


def test_every_form_of_the_report_is_written(recorded: Path, tmp_path: Path, kouan: Kouan) -> None:
    for form, begin in (("html", "<!doctype html>"), ("json", "{"), ("csv", "\ufeffid,")):
        out = tmp_path / "forms" / f"report.{form}"
        out.parent.mkdir(exist_ok=True)
        assert kouan("report", "--db", recorded, "--format", form, "--out", out).exit_code == 0
        assert out.read_text(encoding="utf-8").startswith(begin)
    assert sorted(entry.name for entry in (tmp_path / "forms").iterdir()) == [
        "report.csv",
        "report.html",
        "report.json",
    ]


def test_a_report_goes_to_standard_output_on_request(recorded: Path, kouan: Kouan) -> None:
    assert kouan("report", "--db", recorded, "--out", "-", "--lang", "en").stdout.startswith("<!doctype html>")
    assert json.loads(kouan("report", "--db", recorded, "--format", "json").stdout)["incidents"]["total"] > 2


def test_a_report_that_cannot_be_written_is_status_3(recorded: Path, tmp_path: Path, kouan: Kouan) -> None:
    answer = kouan("report", "--db", recorded, "--out", tmp_path / "nowhere" / "report.html")
    assert answer.exit_code == 3
    assert "cannot be written" in answer.stderr
