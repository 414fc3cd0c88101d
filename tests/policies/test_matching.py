"""The scan: over any pieces, with hyperscan or `re`, and a cache nobody else can have written."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.matching import ExpressionMatcher, Matcher, matcher

PATTERNS = (rb"[^0-9][0-9]{3}[^0-9]", rb"ab+c")
FAST = matcher(PATTERNS)
PLAIN = ExpressionMatcher(PATTERNS)


def hits(scanner: Matcher, pieces: list[bytes]) -> list[tuple[int, int]]:
    patterns, ends = scanner.scan(pieces)
    return sorted(zip(patterns.tolist(), ends.tolist(), strict=True))


@given(st.lists(st.text("0129ab c", max_size=6), max_size=12))
def test_both_scanners_find_the_same_over_any_pieces(pieces: list[str]) -> None:
    raw = [piece.encode() for piece in pieces]
    assert hits(FAST, raw) == hits(PLAIN, raw) == hits(PLAIN, [b"".join(raw)])


def test_neighbours_may_be_shared() -> None:
    assert hits(FAST, [b" 123,4", b"56 "]) == [(0, 5), (0, 9)]


def test_pieces_may_be_views() -> None:
    assert hits(FAST, [memoryview(b" 12"), memoryview(b"3 ")]) == [(0, 5)]  # type: ignore[list-item]


def test_a_pattern_with_lookaround_is_refused() -> None:
    with pytest.raises(ValueError, match="refuses"):
        matcher([rb"(?<!a)b"])


def test_the_compiled_form_is_kept_for_the_next_run(tmp_path: Path) -> None:
    cache = tmp_path / "new" / "cache"
    assert hits(matcher(PATTERNS, cache), [b" 123 "]) == [(0, 5)]
    (entry,) = cache.iterdir()
    assert entry.stat().st_mode & 0o777 == 0o600
    assert hits(matcher(PATTERNS, cache), [b" 123 "]) == [(0, 5)]
    assert list(cache.iterdir()) == [entry]


@pytest.mark.parametrize("spoiled", [b"", b"something else"])
def test_a_spoiled_cache_is_compiled_again(tmp_path: Path, spoiled: bytes) -> None:
    matcher(PATTERNS, tmp_path)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(spoiled)
    assert hits(matcher(PATTERNS, tmp_path), [b" 123 "]) == [(0, 5)]
    assert len(entry.read_bytes()) > len(spoiled)


def test_a_cache_somebody_else_can_write_is_neither_read_nor_written(tmp_path: Path) -> None:
    trusted, shared = tmp_path / "trusted", tmp_path / "shared"
    matcher((rb"zzz",), trusted)
    (other,) = trusted.iterdir()
    matcher(PATTERNS, trusted)
    (entry,) = set(trusted.iterdir()) - {other}
    shared.mkdir()
    (shared / entry.name).write_bytes(other.read_bytes())
    shared.chmod(0o777)
    assert hits(matcher(PATTERNS, shared), [b" 123 "]) == [(0, 5)]
    assert [path.name for path in shared.iterdir()] == [entry.name]


def test_an_entry_that_is_a_link_or_open_to_the_group_is_not_read(tmp_path: Path) -> None:
    matcher((rb"zzz",), tmp_path / "a")
    (other,) = (tmp_path / "a").iterdir()
    matcher(PATTERNS, tmp_path / "b")
    (entry,) = (tmp_path / "b").iterdir()
    entry.write_bytes(other.read_bytes())
    entry.chmod(0o660)
    assert hits(matcher(PATTERNS, tmp_path / "b"), [b" 123 "]) == [(0, 5)]
    entry.unlink()
    os.symlink(other, entry)
    assert hits(matcher(PATTERNS, tmp_path / "b"), [b" 123 "]) == [(0, 5)]


def test_the_detectors_sieves_are_patterns_re_understands_too() -> None:
    from policies.detectors import DETECTORS
    from policies.sieve import sieve

    assert all(re.compile(mesh.pattern) for mesh in sieve(DETECTORS))
