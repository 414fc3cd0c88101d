"""`kouan policy check` says ok with the hash, or everything that is wrong, and then exits with 2."""

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
    assert output.startswith(f"{file}: ok  firm ")
    assert f"{len(load_policy([file]).rules.all)} rules" in output
    assert len(output.split()[3].rstrip(",")) == 64


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
