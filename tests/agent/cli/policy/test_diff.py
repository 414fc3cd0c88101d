"""`kouan policy diff`: what changed between two policies."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Kouan = Callable[..., Result]


def test_a_policy_equals_itself_whatever_file_it_comes_from(tmp_path: Path, kouan: Kouan) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text("extends: [inventory]", encoding="ascii")
    answer = kouan("policy", "diff", "inventory", file)
    assert (answer.exit_code, "no changes" in answer.stdout) == (0, True)


def test_changes_are_told_entry_by_entry_in_both_languages(tmp_path: Path, kouan: Kouan) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text("extends: [pipl-general]\nrules: [{id: GEN-003, severity: {1: low, 1000: high}}]", encoding="ascii")
    answer = kouan("policy", "diff", "pipl-general", file)
    assert answer.exit_code == 1
    assert "修改：规则 GEN-003" in answer.stdout
    assert "now low from 1, high from 1,000" in answer.stdout
    english = kouan("policy", "diff", "pipl-general", file, "--lang", "en").stdout
    assert "changed: rule GEN-003" in english
    assert english.isascii()


def test_programs_get_json(kouan: Kouan) -> None:
    told = json.loads(kouan("policy", "diff", "inventory", "pipl-general", "--json").stdout)
    assert {"old", "new", "changes"} <= told.keys()
    assert ("rules", "INV-002", "removed") in [(one["section"], one["entry"], one["kind"]) for one in told["changes"]]


def test_a_record_shows_which_transfers_the_two_judge_differently(recorded: Path, tmp_path: Path, kouan: Kouan) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text("bases: [{id: L, law: law}]", encoding="ascii")
    rule = "{id: R, match: {opaque_bytes_min: 1MB}, severity: low, basis: L}"
    new.write_text(f"extends: [{old}]\nrules: [{rule}]", encoding="ascii")
    answer = kouan("policy", "diff", old, new, "--db", recorded)
    assert answer.exit_code == 1
    assert "opaque low R" in answer.stdout
    told = json.loads(kouan("policy", "diff", old, new, "--db", recorded, "--json").stdout)
    assert (told["transfers"]["changed"], told["transfers"]["appeared"]) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "status"), [(("no/such.yaml", "inventory"), 2), (("inventory", "inventory", "--db", "no/such.db"), 3)]
)
def test_what_cannot_be_used_or_read_is_told(kouan: Kouan, arguments: tuple[str, ...], status: int) -> None:
    assert kouan("policy", "diff", *arguments).exit_code == status
