"""The key of the digests."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reports.key import digest_key
from reports.unavailable import StoreUnavailable


def test_a_key_is_made_once_for_its_owner_alone(database: Path) -> None:
    first, again = digest_key(database, {}), digest_key(database, {})
    path = database.with_name("kouan.db.key")
    assert first == again
    assert len(first.secret) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in database.parent.iterdir()] == [path.name]


def test_the_variable_names_another_file(database: Path, tmp_path: Path) -> None:
    digest_key(database, {"KOUAN_KEY_FILE": str(tmp_path / "secret")})
    assert (tmp_path / "secret").stat().st_size == 32
    assert not database.with_name("kouan.db.key").exists()


def test_two_keys_have_two_ids_and_neither_shows_its_bytes(tmp_path: Path) -> None:
    one, two = digest_key(tmp_path / "a.db", {}), digest_key(tmp_path / "b.db", {})
    assert one.id != two.id
    assert one.secret.hex() not in repr(one)
    assert str(one.secret) not in repr(one)


def test_processes_that_start_together_agree_on_one_key(database: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: digest_key(database, {}), range(32)))
    assert len(set(keys)) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_others_may_read_is_refused(database: Path, mode: int) -> None:
    digest_key(database, {})
    database.with_name("kouan.db.key").chmod(mode)
    with pytest.raises(StoreUnavailable, match=r"others may read the digest key .*chmod 600"):
        digest_key(database, {})


@pytest.mark.parametrize("size", [0, 31, 65, 10_000])
def test_a_key_of_another_length_is_refused(database: Path, size: int) -> None:
    path = database.with_name("kouan.db.key")
    path.write_bytes(os.urandom(size))
    path.chmod(0o600)
    with pytest.raises(StoreUnavailable, match="it needs 32 to 64"):
        digest_key(database, {})


def test_a_folder_a_pipe_and_a_missing_folder_are_no_key(database: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in (tmp_path, tmp_path / "pipe", tmp_path / "nowhere" / "key"):
        with pytest.raises(StoreUnavailable):
            digest_key(database, {"KOUAN_KEY_FILE": str(name)})
