"""Settling a year: what was lawful by itself no longer is once a threshold is reached; caps of bytes; paths apart."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from agent.craft import Conversation, Endpoint, write_capture
from agent.demo.messages import request, table
from agent.demo.people import invent
from reports.settlement import ALL

PEOPLE = invent(120, 3)
POLICY = """
extends: [pipl-general]
thresholds:
  - {id: many, group: personal, at: 100, requires: [%s], basis: [PIPL2021.38], severity: critical}
transfers:
  - id: T-1
    mechanism: standard_contract
    recipients: {cidrs: [44.233.10.26/32], label: Partner}
    classes: ["pi.*"]
    %s
    valid: {from: 2026-01-01, to: 2026-12-31}
"""


def kouan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def audited(tmp_path: Path) -> Path:
    for number, span in enumerate((slice(0, 60), slice(60, 120), slice(0, 30))):
        talk = Conversation(
            Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.26", 80), 1_770_000_000_000_000_000 + number * 10**12
        )
        talk.open()
        talk.say("client", request("POST", "/", "crm.example.com", table(PEOPLE[span]), "text/csv"))
        talk.close()
        write_capture(tmp_path / f"{number}.pcap", talk.frames)
    return tmp_path


def incidents(folder: Path, requires: str, extra: str = "") -> tuple[Result, list[tuple[str, str, int, bool]]]:
    (folder / "policy.yaml").write_text(POLICY % (requires, extra), "utf-8")
    captures = sorted(folder.glob("*.pcap"))
    result = kouan("audit", *captures, "--policy", folder / "policy.yaml", "--db", folder / "k.db")
    listed = kouan("incidents", "list", "--json", "--db", folder / "k.db").stdout
    found = [json.loads(line) for line in listed.splitlines()]
    return result, sorted((one["rule"], one["recipient"], one["transfers"], one["stands"]) for one in found)


def test_from_the_crossing_on_a_weaker_path_is_an_incident(audited: Path) -> None:
    result, found = incidents(audited, "security_assessment")
    assert found == [("many", ALL, 1, True), ("many", "Partner", 2, True)]
    assert (result.exit_code, "many: reached" in result.stderr) == (0, True)


def test_a_path_that_is_strong_enough_stays_lawful(audited: Path) -> None:
    assert incidents(audited, "standard_contract, security_assessment")[1] == [("many", ALL, 1, True)]


def test_a_path_that_does_not_count_reaches_nothing_and_is_shown_apart(audited: Path) -> None:
    result, found = incidents(audited, "security_assessment", "counts_toward_thresholds: false")
    assert (found, result.stderr) == ([], "")
    told = json.loads(kouan("counts", "--json", "--year", 2026, "--db", audited / "k.db").stdout)
    assert told["groups"]["policy"]["personal"]["estimate"] == 0
    assert told["not_counted"]["estimate"] == 120


def test_more_bytes_than_a_day_may_have_are_an_incident(audited: Path) -> None:
    _, found = incidents(audited, "standard_contract", "caps: {bytes_per_day: 1KB}")
    assert found[0][1:] == ("Partner", 3, True) or found[1][1:] == ("Partner", 3, True)


def test_what_a_new_policy_no_longer_asks_stays_and_says_so(audited: Path) -> None:
    incidents(audited, "security_assessment")
    _, found = incidents(audited, "standard_contract")
    assert found == [("many", ALL, 1, True), ("many", "Partner", 2, False)]
