"""`kouan policy make-fingerprints`: registered documents as keyed fingerprints."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from policies.lists.files import read_documents

TEXT = "".join(f"第{n}条 董事会审议通过境外发行股份的议案，募集资金不超过{n * 7}万元。" for n in range(60))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KOUAN_KEY_FILE", raising=False)
    return tmp_path


def make(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["policy", "make-fingerprints", *arguments, "--out", "out.kouan-docs"])


def test_a_document_is_read_through_its_format(folder: Path) -> None:
    with zipfile.ZipFile(folder / "resolution.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("resolution.txt", TEXT)
    assert make("resolution.zip").exit_code == 0
    made = read_documents((folder / "out.kouan-docs").read_bytes())
    assert made.names == ("resolution.zip",)
    assert made.sizes[0] > 20
    assert "董事会" not in (folder / "out.kouan-docs").read_bytes().decode("latin-1")


def test_a_file_without_text_is_refused(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b" \n")
    done = make("empty.txt")
    assert done.exit_code == 2
    assert "no text to know it by" in done.output
    assert not (folder / "out.kouan-docs").exists()


def test_a_document_that_is_all_template_is_refused(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT, "utf-8")
    assert make("a.txt", "--except", "a.txt").exit_code == 2
