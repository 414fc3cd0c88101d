"""A firm's own kind of data leaves the mainland: the policy finds, classes and judges it like any other."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.cli import main
from agent.craft import Conversation, Endpoint, write_capture
from agent.demo.messages import request

POLICY = """
extends: [pipl-general]
classes: [{id: biz.employee_no, title: {zh: 工号, en: Employee numbers}}]
custom_detectors:
  - id: x.employee_no
    title: {zh: 工号, en: employee number}
    pattern: 'EMP-\\d{6}'
    class: biz.employee_no
    examples: [EMP-900001]
    counterexamples: [EMP-1]
rules:
  - {id: OWN-1, match: {detectors: [x.*]}, severity: medium, basis: [DSL2021.27]}
"""


@pytest.fixture
def audited(tmp_path: Path) -> Path:
    talk = Conversation(Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 80), 1_770_000_000_000_000_000)
    talk.open()
    talk.say("client", request("POST", "/in", "hr.example.com", b"a,EMP-004711\nb,EMP-004712\n", "text/csv"))
    talk.close()
    write_capture(tmp_path / "trace.pcap", talk.frames)
    (tmp_path / "firm.yaml").write_text(POLICY, "utf-8")
    return tmp_path


def test_its_values_are_an_incident_under_their_class(audited: Path) -> None:
    arguments = ["audit", str(audited / "trace.pcap"), "--policy", str(audited / "firm.yaml"), "--json"]
    done = CliRunner().invoke(main, [*arguments, "--db", str(audited / "kouan.db")])
    (line,) = map(json.loads, done.stdout.splitlines())
    (found,) = line["findings"]
    assert (line["rules"], found["detector"], found["class"], found["count"]) == (
        ["OWN-1"],
        "x.employee_no",
        "biz.employee_no",
        2,
    )
    assert "004711" not in done.output
    assert b"004711" not in (audited / "kouan.db").read_bytes()


def test_a_pattern_that_could_take_long_is_refused_with_its_place(audited: Path) -> None:
    (audited / "firm.yaml").write_text(POLICY.replace("EMP-\\d{6}", "(E+)+\\d"), "utf-8")
    done = CliRunner().invoke(main, ["policy", "check", str(audited / "firm.yaml")])
    assert done.exit_code == 2
    assert "firm.yaml:7:" in done.output
    assert "upper bound" in done.output


def test_an_example_that_is_not_found_is_told(audited: Path) -> None:
    (audited / "firm.yaml").write_text(POLICY.replace("[EMP-900001]", "[EMP 900001]"), "utf-8")
    done = CliRunner().invoke(main, ["policy", "check", str(audited / "firm.yaml")])
    assert done.exit_code == 2
    assert 'own detector "x.employee_no": example 1 is not found' in done.output
