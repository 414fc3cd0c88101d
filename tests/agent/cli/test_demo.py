"""`kouan demo` says what it cannot write; its story is told in tests/scenarios/test_demo.py."""

from pathlib import Path

from click.testing import CliRunner

from agent.cli.demo import UNWRITABLE, demo


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    result = CliRunner().invoke(demo, ["--out", str(tmp_path / "file" / "inside")])
    assert result.exit_code == UNWRITABLE
    assert "inside" in result.stderr


def test_a_record_that_is_none_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kouan.db").write_bytes(b"not a database, and longer than a header would be " * 4)
    result = CliRunner().invoke(demo, ["--out", str(tmp_path)])
    assert result.exit_code == UNWRITABLE
    assert "kouan.db" in result.stderr
    assert (tmp_path / "kouan.db").read_bytes().startswith(b"not a database")
