"""`kouan report` in its forms."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from reports.store import Store


def made_up() -> ModuleType:
    """The made-up transfers of tests/reports/conftest.py."""
    path = Path(__file__).parents[2] / "reports" / "conftest.py"
    spec = importlib.util.spec_from_file_location("made_up_transfers", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data, path = made_up(), tmp_path_factory.mktemp("record") / "kouan.db"
    with Store.open(path) as store:
        store.record(store.begin(data.RUN), data.CAPTURE, [data.make_judged(1), data.make_judged(2)], [data.TOTAL])
    return path


def kouan(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


def test_every_form_of_the_report_is_written(recorded: Path, tmp_path: Path) -> None:
    for form, begin in (("html", "<!doctype html>"), ("json", "{"), ("csv", "\ufeffid,")):
        out = tmp_path / f"report.{form}"
        assert kouan("report", "--db", recorded, "--format", form, "--out", out).exit_code == 0
        assert out.read_text(encoding="utf-8").startswith(begin)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["report.csv", "report.html", "report.json"]


def test_a_report_goes_to_standard_output_on_request(recorded: Path) -> None:
    assert kouan("report", "--db", recorded, "--out", "-", "--lang", "en").stdout.startswith("<!doctype html>")
    assert json.loads(kouan("report", "--db", recorded, "--format", "json").stdout)["incidents"]["total"] == 2


def test_a_report_that_cannot_be_written_is_status_3(recorded: Path, tmp_path: Path) -> None:
    answer = kouan("report", "--db", recorded, "--out", tmp_path / "nowhere" / "report.html")
    assert answer.exit_code == 3
    assert "cannot be written" in answer.stderr
