"""`kouan policy test` says what differs, what no case shows, and exits with 1 or 2."""

import json
from pathlib import Path

from click.testing import CliRunner

from agent.cli.policy import policy

FIRM = """
extends: [pipl-general]
rules:
  - {id: FIRM-1, match: {detectors: [cn.uscc]}, severity: low, basis: [DSL2021.27]}
"""
CASE = "cases: [{name: a code, given: {findings: {cn.uscc: 1}}, expect: {%s}}]"


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(policy, ["test", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def firm(folder: Path, expect: str) -> str:
    (folder / "tests").mkdir()
    (folder / "firm.yaml").write_text(FIRM)
    (folder / "tests" / "firm.yaml").write_text(CASE % expect)
    return str(folder / "firm.yaml")


def test_cases_beside_the_policy_are_taken(tmp_path: Path) -> None:
    status, output = run(firm(tmp_path, "rules: [FIRM-1], severity: low"))
    assert status == 0
    assert "1 case, 0 failed" in output
    assert "1 of 1 tripped, 0 of 1 spared" in output
    assert "no case spares: FIRM-1" in output


def test_a_failed_case_is_one_line_with_expected_and_found(tmp_path: Path) -> None:
    status, output = run(firm(tmp_path, "severity: high"))
    assert status == 1
    assert "firm.yaml:1:9  a code: severity: low, expected high" in output


def test_a_rule_no_case_shows_fails_only_when_asked(tmp_path: Path) -> None:
    path = firm(tmp_path, "rules: [FIRM-1]")
    assert run(path)[0] == 0
    assert run(path, "--coverage")[0] == 1


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    path = firm(tmp_path, "rules: [FIRM-1]")
    assert run(path, str(tmp_path / "tests"))[0] == 0


def test_what_cannot_be_used_makes_two(tmp_path: Path) -> None:
    path = firm(tmp_path, "rules: [FIRM-2]")
    status, output = run(path)
    assert status == 2
    assert 'unknown rule "FIRM-2" in case "a code"; did you mean "FIRM-1"?' in output
    assert run("no/such.yaml")[0] == 2


def test_a_capture_that_cannot_be_read_makes_two(tmp_path: Path) -> None:
    path = firm(tmp_path, "rules: []")
    (tmp_path / "tests" / "firm.yaml").write_text(
        "cases: [{name: x, given: {capture: no.pcap}, expect: {verdict: clear}}]"
    )
    status, output = run(path)
    assert status == 2
    assert "cannot be read as a capture" in output


def test_json_tells_every_case(tmp_path: Path) -> None:
    status, output = run(firm(tmp_path, "severity: high"), "--json")
    told = json.loads(output)
    assert status == 1
    assert told["cases"][0]["differences"] == [{"key": "severity", "expected": "high", "found": "low"}]
    assert told["coverage"]["names"] == ["FIRM-1"]
