"""Ten thousand people, however they leave, are ten thousand people; and what the year makes of them is an incident."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from agent.craft import Conversation, Endpoint, write_capture
from agent.demo.messages import request, table
from agent.demo.people import Person, invent, resident_id

BIRTHDAYS = [date(1960, 1, 1) + timedelta(days=number) for number in range(100)]
PEOPLE = [
    replace(one, resident_id=resident_id(BIRTHDAYS[number // 100], number % 100))
    for number, one in enumerate(invent(10_000, 7))
]
TIME_NS = 1_770_000_000_000_000_000  # 2026-02-02
POLICY = """
extends: [pipl-general]
thresholds:
  - {id: some, title: some, group: personal, at: 200, requires: [security_assessment], basis: [PIPL2021.38], warn_at: [0.5]}
transfers:
  - id: T-1
    mechanism: standard_contract
    recipients: {cidrs: [44.233.10.26/32]}
    classes: [pi.ordinary]
    caps: {subjects_per_year: 20, bytes_per_day: 1MB}
    valid: {from: 2026-01-01, to: 2026-12-31}
"""


def kouan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def web(path: Path, body: bytes, kind: str = "text/csv", *, to: str = "44.233.10.25", at_ns: int = TIME_NS) -> Path:
    talk = Conversation(Endpoint("10.20.3.41", 40_000), Endpoint(to, 80), at_ns)
    talk.open()
    talk.say("client", request("POST", "/", "crm.example.com", body, kind))
    talk.close()
    write_capture(path, talk.frames)
    return path


def answer(path: Path, people: Sequence[Person]) -> Path:
    talk = Conversation(Endpoint("44.233.10.25", 40_000), Endpoint("10.20.3.41", 5432), TIME_NS)
    talk.open()
    postgres = pytest.importorskip("bench.postgres", reason="the benchmark is not part of the installed package")
    talk.say("client", postgres.STARTUP)
    talk.say("server", postgres.HELLO)
    talk.say("client", postgres.query("select * from clients"))
    rows = [postgres.row((one.name, one.resident_id, one.mobile, None)) for one in people]
    names = postgres.description(("name", "resident_id", "mobile", "note"))
    talk.say("server", names + b"".join(rows) + postgres.DONE)
    talk.close()
    write_capture(path, talk.frames)
    return path


def counts(*databases: Path) -> dict[str, Any]:
    result = kouan("counts", "--year", 2026, "--json", *(word for one in databases for word in ("--db", one)))
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def estimate(*databases: Path) -> int:
    return int(counts(*databases)["groups"]["policy"]["personal"]["estimate"])


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "kouan.db"


def test_ten_thousand_people_of_a_table_with_duplicates(tmp_path: Path, database: Path) -> None:
    capture = web(tmp_path / "a.pcap", table([*PEOPLE, *PEOPLE[:3000]]))
    kouan("audit", capture, "--db", database)
    assert counts(database)["groups"]["policy"]["personal"] == {"lower": 10_000, "estimate": 10_000, "upper": 40_000}


def test_ten_thousand_people_in_gzip(tmp_path: Path, database: Path) -> None:
    kouan("audit", web(tmp_path / "a.pcap", gzip.compress(table(PEOPLE)), "application/gzip"), "--db", database)
    assert estimate(database) == 10_000


def test_ten_thousand_people_of_a_database_read_from_abroad(tmp_path: Path, database: Path) -> None:
    kouan("audit", answer(tmp_path / "a.pcap", PEOPLE), "--db", database)
    assert estimate(database) == 10_000


def test_the_same_people_over_three_captures_and_two_sensors(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOUAN_KEY_FILE", str(tmp_path / "key"))
    one = web(tmp_path / "1.pcap", table(PEOPLE[:600]))
    two = web(tmp_path / "2.pcap", table(PEOPLE[400:900]), at_ns=TIME_NS + 10**12)
    three = answer(tmp_path / "3.pcap", PEOPLE[:1000])
    kouan("audit", one, two, one, "--db", database)
    kouan("audit", three, two, "--db", tmp_path / "other.db")
    assert estimate(database) == 900
    assert estimate(tmp_path / "other.db") == 1000
    assert estimate(database, tmp_path / "other.db") == 1000


def test_the_year_makes_incidents_of_its_own_and_only_once(tmp_path: Path, database: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY, "utf-8")
    first = web(tmp_path / "1.pcap", table(PEOPLE[:150]))
    second = web(tmp_path / "2.pcap", table(PEOPLE[100:260]), at_ns=TIME_NS + 10**12)
    below = kouan("audit", first, "--policy", policy, "--db", database)
    assert "some: 50% of 200 people may be reached" in below.stderr
    for _ in range(2):
        result = kouan("audit", second, "--policy", policy, "--db", database)
        assert "some: reached on 2026-02-02: 260 people of 200 in 2026" in result.stderr
        listed = json.loads(kouan("incidents", "list", "--db", database, "--json").stdout.splitlines()[0])
        assert listed["id"]
    found = [json.loads(line) for line in kouan("incidents", "list", "--db", database, "--json").stdout.splitlines()]
    own = [(one["sender"], one["transfers"], one["stands"], one["basis"]) for one in found if one["rule"] == "some"]
    assert sorted(own) == [
        ("*", 1, True, ["PIPL2021.38"]),
        ("10.20.3.41", 1, True, ["PIPL2021.38"]),
    ]
    assert (
        "200" in kouan("incidents", "show", next(o["id"] for o in found if o["sender"] == "*"), "--db", database).output
    )


def test_a_path_over_its_cap_of_the_year_is_an_incident(tmp_path: Path, database: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY.replace("[pi.ordinary]", "[pi.*]"), "utf-8")
    capture = web(tmp_path / "1.pcap", table(PEOPLE[:21]), to="44.233.10.26")
    result = kouan("audit", capture, "--policy", policy, "--db", database)
    assert "T-1: 21 people in 2026, over its cap of 20 a year since 2026-02-02" in result.stderr
    assert result.exit_code == 0
    assert "T-1" in kouan("incidents", "list", "--db", database).output
    within = web(tmp_path / "2.pcap", table(PEOPLE[:20]), to="44.233.10.26")
    assert "cap" not in kouan("audit", within, "--policy", policy, "--db", tmp_path / "other.db").stderr


def test_nobody_counts_where_nothing_left(tmp_path: Path, database: Path) -> None:
    kouan("audit", web(tmp_path / "a.pcap", table(PEOPLE[:9]), to="10.9.9.9"), "--db", database)
    assert estimate(database) == 0
