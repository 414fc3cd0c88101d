"""`kouan policy make-list`: the firm's own values as keyed hashes."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from policies.lists.files import read_exact


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KOUAN_KEY_FILE", raising=False)
    return tmp_path


def make(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["policy", "make-list", *arguments, "--out", "out.kouan-list"])


def test_a_column_becomes_a_list_under_the_key_of_the_record(folder: Path) -> None:
    (folder / "c.csv").write_text("customer_no,name\n90817263,张三丰\n81726354,李四光\n", "utf-8")
    done = make("c.csv", "--column", "customer_no")
    assert done.exit_code == 0
    assert "2 values" in done.output
    assert len(read_exact((folder / "out.kouan-list").read_bytes()).hashes) == 2
    assert (folder / "kouan.db.key").exists()


def test_lines_of_a_text_are_values(folder: Path) -> None:
    (folder / "v.txt").write_bytes("星辰计划\n\n90817263\n".encode("gb18030"))
    assert make("v.txt").exit_code == 0
    assert len(read_exact((folder / "out.kouan-list").read_bytes()).hashes) == 2


def test_what_cannot_be_listed_is_counted_and_not_shown(folder: Path) -> None:
    (folder / "v.txt").write_text("4711\n90817263\n", "utf-8")
    done = make("v.txt")
    assert "1 left out: too short" in done.output
    assert "4711" not in done.output


def test_an_unknown_column_is_told_with_those_there_are(folder: Path) -> None:
    (folder / "c.csv").write_text("no,name\n90817263,x\n", "utf-8")
    done = make("c.csv", "--column", "number")
    assert done.exit_code == 2
    assert 'no column "number"' in done.output
    assert "no, name" in done.output


@pytest.mark.parametrize("content", [b"", b"1\n2\n", b"\xff\xff\x00\x81"])
def test_nothing_is_written_where_nothing_can_be_listed(folder: Path, content: bytes) -> None:
    (folder / "v.txt").write_bytes(content)
    assert make("v.txt").exit_code == 2
    assert not (folder / "out.kouan-list").exists()
