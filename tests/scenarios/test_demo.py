"""The demonstration, from an empty folder to a report: every ending of its story is told, and no value leaks."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from agent.demo import day
from agent.demo.people import invent

CROWDS = dict(zip(range(day.SEED + 1, day.SEED + 6), (240, 25, 30, 60, 50), strict=True))
WRITTEN = {"day.pcap", "example-wealth.yaml", "kouan.db", "kouan.db.key", "report.html"}


def kouan(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", "from agent.cli import main; main()", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="module")
def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return kouan("demo", folder=folder)


@pytest.fixture(scope="module")
def verdicts(run: subprocess.CompletedProcess[str], folder: Path) -> dict[tuple[str, str, int], str]:
    """Verdict by sender, receiver and the port of the client, from an audit of the same capture."""
    audited = kouan(
        *(
            "audit",
            "kouan-demo/day.pcap",
            "--policy",
            "kouan-demo/example-wealth.yaml",
            "--db",
            "again.db",
            "--json",
            "--all",
        ),
        folder=folder,
    )
    lines = [json.loads(line) for line in audited.stdout.splitlines()]
    return {
        (line["sender"], line["receiver"], max(line["sender_port"], line["receiver_port"])): line["verdict"]
        for line in lines
    }


def test_a_demonstration_that_worked_is_no_alarm(run: subprocess.CompletedProcess[str]) -> None:
    assert run.returncode == 0, run.stderr


def test_everything_it_writes_lies_in_one_folder(run: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert {path.name for path in (folder / "kouan-demo").iterdir()} >= WRITTEN
    assert "report.html" in run.stdout
    assert "kouan.db" in run.stdout


@pytest.mark.parametrize(
    ("sender", "receiver", "port", "verdict"),
    [
        (day.MARKETING, day.IMPORTER.address, 49_172, "incident"),
        (day.MAINLAND_SITE.address, day.OVERSEAS_CLIENT, 49_197, "incident"),
        (day.PAYROLL, day.PROVIDER.address, 49_222, "authorised"),
        (day.PAYROLL, day.PROVIDER.address, 49_247, "incident"),
        (day.RESEARCH, day.HONG_KONG_OFFICE.address, 49_272, "incident"),
        (day.BACKUP, day.SYNC.address, 49_152, "opaque"),
        (day.RESEARCH, day.PUBLISHER.address, 49_352, "clear"),
    ],
)
def test_every_scene_has_its_verdict(
    verdicts: dict[tuple[str, str, int], str], sender: str, receiver: str, port: int, verdict: str
) -> None:
    assert verdicts[sender, receiver, port] == verdict


def test_what_stays_inside_is_no_transfer(verdicts: dict[tuple[str, str, int], str]) -> None:
    assert [key for key in verdicts if day.CRM in key[:2]] == []


def test_a_second_run_adds_nothing(run: subprocess.CompletedProcess[str], folder: Path) -> None:
    before = rows(folder)
    again = kouan("demo", folder=folder)
    assert again.returncode == 0
    assert rows(folder) == before


def rows(folder: Path) -> tuple[int, int]:
    with sqlite3.connect(folder / "kouan-demo" / "kouan.db") as database:
        return (
            database.execute("select count(*) from incidents").fetchone()[0],
            database.execute("select count(*) from transfers").fetchone()[0],
        )


def test_no_value_of_any_person_is_written_or_said(run: subprocess.CompletedProcess[str], folder: Path) -> None:
    written = [path.read_bytes() for path in (folder / "kouan-demo").iterdir() if path.suffix != ".pcap"]
    everything = b"".join([*written, run.stdout.encode(), run.stderr.encode()])
    people = [person for seed, count in CROWDS.items() for person in invent(count, seed)]
    values = {
        value for person in people for value in (person.resident_id, person.mobile, person.bank_card, person.email)
    }
    assert len(values) > 1_000
    assert [value[:3] + "…" for value in values if value.encode() in everything] == []


def test_a_case_can_be_the_capture_itself(run: subprocess.CompletedProcess[str], folder: Path) -> None:
    case = "cases: [{name: x, given: {capture: kouan-demo/day.pcap}, expect: {verdict: incident, rule: %s}}]"
    for rule, status in (("GEN-001", 0), ("GEN-002", 1)):
        (folder / "cases.yaml").write_text(case % rule)
        tested = kouan("policy", "test", "kouan-demo/example-wealth.yaml", "cases.yaml", folder=folder)
        assert tested.returncode == status, tested.stdout + tested.stderr
