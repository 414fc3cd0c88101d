"""The cache: what one run wrote the next one reads, unless it is damaged or somebody else could have written it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from policies.cache import MOST_ENTRIES, read_entry, write_entry


def test_what_was_written_is_read_and_is_the_owners_alone(tmp_path: Path) -> None:
    entry = tmp_path / "new" / "a.json"
    assert read_entry(entry) is None
    write_entry(entry, b"dear")
    assert read_entry(entry) == b"dear"
    assert [path.stat().st_mode & 0o777 for path in (entry.parent, entry)] == [0o700, 0o600]
    assert list(entry.parent.iterdir()) == [entry]


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-1], lambda raw: raw[:-1] + b"x", lambda raw: b""])
def test_a_damaged_entry_is_none(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    entry = tmp_path / "a.json"
    write_entry(entry, b"dear")
    entry.write_bytes(spoil(entry.read_bytes()))
    assert read_entry(entry) is None


def test_what_others_could_have_written_is_not_read(tmp_path: Path) -> None:
    entry, link = tmp_path / "a.json", tmp_path / "b.json"
    write_entry(entry, b"dear")
    os.symlink(entry, link)
    assert read_entry(link) is None
    entry.chmod(0o660)
    assert read_entry(entry) is None
    entry.chmod(0o600)
    tmp_path.chmod(0o777)
    assert read_entry(entry) is None
    write_entry(tmp_path / "c.json", b"dear")
    assert not (tmp_path / "c.json").exists()


def test_of_each_kind_the_newest_are_kept(tmp_path: Path) -> None:
    write_entry(tmp_path / "other.hs", b"other")
    for number in range(MOST_ENTRIES + 3):
        write_entry(tmp_path / f"{number:02}.json", b"dear")
        os.utime(tmp_path / f"{number:02}.json", ns=(number, number))
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == [f"{number:02}.json" for number in range(3, MOST_ENTRIES + 3)] + ["other.hs"]


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    write_entry(tmp_path / "file" / "cache" / "a.json", b"dear")
    assert read_entry(tmp_path / "file" / "cache" / "a.json") is None
