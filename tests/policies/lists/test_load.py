"""The lists a policy names, read from the files beside it."""

import os
from pathlib import Path

import pytest

from policies.lists import load
from policies.lists.exact import make_exact
from policies.lists.files import write_exact
from policies.lists.load import load_lists
from policies.lists.own import hash_key
from policies.own import ListFile, OwnLists
from policies.problems import PolicyInvalid

LIST = write_exact(make_exact([["90817263"]], 1, hash_key(b"k" * 32), "a-key")[0])
NAMED = OwnLists(exact=(ListFile("customers", "c.kouan-list", "biz.registered"),))


def policy(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "own.yaml").write_text("lists:\n  exact:\n    - {id: customers, file: c.kouan-list}\n")
    return folder / "own.yaml"


def refused(file: Path) -> str:
    with pytest.raises(PolicyInvalid) as caught:
        load_lists(NAMED, [file], "a-key")
    return str(caught.value)


def test_a_list_lies_beside_the_policy_file_that_names_it(tmp_path: Path) -> None:
    naming, last = policy(tmp_path / "one"), tmp_path / "last.yaml"
    last.write_text("name: last\n")
    (naming.parent / "c.kouan-list").write_bytes(LIST)
    ((name, known),) = load_lists(NAMED, [naming, last], "a-key").exact
    assert (name, len(known.hashes)) == ("customers", 1)


def test_a_policy_without_lists_reads_no_file(tmp_path: Path) -> None:
    assert not load_lists(OwnLists(), [tmp_path / "absent.yaml"], "a-key")


def test_a_missing_file_is_told_at_the_place_that_names_it(tmp_path: Path) -> None:
    assert refused(policy(tmp_path)).startswith(f"{tmp_path / 'own.yaml'}:3:")


def test_a_file_that_never_ends_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "c.kouan-list")
    assert "no such file" in refused(policy(tmp_path))


def test_a_larger_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MOST_FILE_BYTES", len(LIST) - 1)
    (tmp_path / "c.kouan-list").write_bytes(LIST)
    assert "larger than" in refused(policy(tmp_path))


def test_a_list_of_another_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.kouan-list").write_bytes(LIST.replace(b'"a-key"', b'"b-key"'))
    assert 'made under the key "b-key"' in refused(policy(tmp_path))
