"""A checked policy kept between runs: the same policy again, and never one of other content."""

import subprocess
import sys
from pathlib import Path

import pytest

from policies.checked import read_checked
from policies.load import load_policy, pack_names
from policies.problems import PolicyInvalid

REGISTER = """
extends: [inventory]
processor: {name: 示例公司, timezone: Asia/Urumqi}
geo: {overrides: [{cidr: 10.8.0.0/16, place: hk}]}
assets: [{id: crm, cidrs: 10.20.0.5}]
transfers:
  - {id: T1, mechanism: exemption, recipients: {cidrs: 203.0.113.9, asns: [64500]}, classes: [pi.*], valid: {to: 2020-01-01}}
rules: [{id: R, match: {assets: crm, min_subjects: 3}, severity: {1: low, 100: high}, basis: PIPL2021.38}]
"""


@pytest.mark.parametrize("pack", pack_names())
def test_a_kept_pack_is_the_same_policy(tmp_path: Path, pack: str) -> None:
    assert load_policy([pack], tmp_path) == load_policy([pack], tmp_path) == load_policy([pack])


def test_a_kept_policy_of_ones_own_is_the_same_policy(tmp_path: Path) -> None:
    firm = tmp_path / "firm.yaml"
    firm.write_text(REGISTER, encoding="utf-8")
    first, again = load_policy([firm], tmp_path / "cache"), load_policy([firm], tmp_path / "cache")
    assert repr(again) == repr(first) == repr(load_policy([firm]))
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    firm = tmp_path / "firm.yaml"
    firm.write_text("confidence: 0.7", encoding="ascii")
    assert load_policy([firm], tmp_path).classifier.confidence == 0.7
    firm.write_text("confidence: 0.8", encoding="ascii")
    assert load_policy([firm], tmp_path).classifier.confidence == 0.8


def test_a_policy_that_extends_files_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "group.yaml").write_text("confidence: 0.7", encoding="ascii")
    (tmp_path / "firm.yaml").write_text("extends: [group.yaml]", encoding="ascii")
    load_policy([tmp_path / "firm.yaml"], tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_an_invalid_policy_is_told_every_time(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text("confidence: 7", encoding="ascii")
    for _ in range(2):
        with pytest.raises(PolicyInvalid):
            load_policy([tmp_path / "firm.yaml"], tmp_path / "cache")
    with pytest.raises(PolicyInvalid):
        load_policy([tmp_path / "missing.yaml"], tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_a_kept_policy_needs_neither_parser_nor_schema(tmp_path: Path) -> None:
    load_policy(["inventory"], tmp_path)
    script = (
        "import sys; from pathlib import Path; from policies.load import load_policy;"
        f"load_policy(['inventory'], Path({str(tmp_path)!r})); print({{'pydantic', 'ruamel.yaml'}} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout == b"set()\n"


def test_a_serialised_policy_is_read_back_whole(tmp_path: Path) -> None:
    load_policy(["inventory"], tmp_path)
    (entry,) = tmp_path.iterdir()
    content = entry.read_bytes()[32:]
    assert read_checked(content).serialised() == content
