"""`kouan policy check` says ok with the hash, or everything that is wrong, and then exits with 2."""

import json
from pathlib import Path

from click.testing import CliRunner

from agent.cli.policy import policy
from policies.load import load_policy


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(policy, ["check", *arguments])
    return result.exit_code, result.output


def test_a_sound_policy_is_ok_with_name_hash_and_contents(tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text("extends: [inventory]\n")
    status, output = run(str(file))
    assert status == 0
    answer = output.splitlines()[-1]
    assert answer.startswith(f"{file}: ok  firm ")
    assert f"{len(load_policy([file]).rules.all)} rules" in output
    assert len(answer.split()[3].rstrip(",")) == 64


def test_a_pack_is_checked_by_its_name() -> None:
    assert run("pipl-general")[0] == 0


def test_all_files_are_checked_and_one_problem_makes_two(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("nmae: x\nconfidence: 7\n")
    status, output = run(str(wrong), "inventory")
    assert status == 2
    assert f'{wrong}:1:1  unknown key "nmae"; did you mean "name"?' in output
    assert f'{wrong}:2:1  "confidence" must be at most 1.0, not "7"' in output
    assert "2 problems; nothing was audited." in output
    assert "inventory: ok" in output


def test_a_file_that_does_not_exist_is_a_problem() -> None:
    status, output = run("no/such.yaml")
    assert status == 2
    assert "cannot be read: No such file or directory" in output


def test_no_file_is_wrong_usage() -> None:
    assert run()[0] == 2


SOUND = "extends: [inventory]\nreview: {four_eyes: {severity_min: high}}\n"


def test_remarks_stand_before_the_answer_and_change_no_status(tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text(f"{SOUND}metadata: {{review_by: 2026-11-01}}\n")
    status, output = run(str(file), "--as-of", "2026-11-24")
    assert status == 0
    assert f"{file}:3:12  warning review-overdue: the policy was to be reviewed by 2026-11-01" in output
    assert "; 1 warning" in output
    assert run(str(file), "--as-of", "2026-11-24", "--strict")[0] == 2
    assert "review-overdue" not in run(str(file), "--as-of", "2026-11-01")[1]
    assert run(str(file), "--as-of", "2026-11-01", "--strict")[0] == 0


def test_an_error_of_the_review_makes_two(tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text(f"{SOUND}outputs: [{{kind: webhook, to: 'https://a.example.hk'}}]\n")
    status, output = run(str(file))
    assert status == 2
    assert "error output-abroad: a.example.hk is abroad" in output
    assert f"{file}: has errors" in output


def test_the_database_says_what_the_policy_does_not_know(tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text(f"{SOUND}outputs: [{{kind: syslog, to: '8.8.8.8:6514'}}]\n")
    assert "output-abroad" in run(str(file))[1]


def test_an_old_database_is_a_note(tmp_path: Path) -> None:
    assert "note old-geo-database: " in run("inventory", "--as-of", "2030-01-01")[1]
    assert "old-geo-database" not in run("inventory", "--as-of", "2026-06-02")[1]


def test_json_is_one_object_a_file(tmp_path: Path) -> None:
    wrong, file = tmp_path / "wrong.yaml", tmp_path / "firm.yaml"
    wrong.write_text("nmae: x\n")
    file.write_text(f"{SOUND}metadata: {{review_by: 2026-11-01}}\n")
    status, output = run(str(wrong), str(file), "--json", "--as-of", "2026-11-24")
    first, second = map(json.loads, output.splitlines())
    assert status == 2
    assert first["usable"] is False
    assert [(one["check"], one["line"]) for one in first["remarks"]] == [("invalid", 1)]
    assert second["usable"] is True
    assert second["name"] == "firm"
    assert ("review-overdue", "warning", 3) in [(one["check"], one["level"], one["line"]) for one in second["remarks"]]
