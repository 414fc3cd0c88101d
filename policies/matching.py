"""The one door to hyperscan: many patterns over many pieces in one call, with `re` where hyperscan is not."""

import hashlib
import importlib
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from policies.cache import read_entry, write_entry
from policies.part import Buffer

Hits = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Which pattern (its place in the list) and where its match ended, both (n,), by end."""


class Matcher(Protocol):
    """Patterns ready to be scanned for. Not for two threads at once."""

    def scan(self, buffers: Sequence[Buffer]) -> Hits:
        """All ends of all matches in the buffers read as one run of bytes."""
        ...


def matcher(patterns: Sequence[bytes], cache: Path | None = None) -> Matcher:
    """A matcher for patterns without lookaround or back-references.

    The compiled form is kept in the directory `cache` and read from there only when it and the
    directory belong to this user and nobody else can write them.

    Raises:
        ValueError: hyperscan refuses a pattern.
    """
    try:
        hyperscan = importlib.import_module("hyperscan")
    except ImportError:
        return ExpressionMatcher(patterns)
    return HyperscanMatcher(hyperscan, patterns, cache)


class HyperscanMatcher:
    """All patterns as one database in vectored mode; the edge of two buffers is no edge to it."""

    def __init__(self, hyperscan: Any, patterns: Sequence[bytes], cache: Path | None) -> None:
        entry = _entry(hyperscan, patterns, cache) if cache else None
        stored = _stored(hyperscan, entry)
        self._database = stored or _compiled(hyperscan, patterns)
        self._database.scratch = hyperscan.Scratch(self._database)
        if entry and stored is None:
            write_entry(entry, hyperscan.dumpb(self._database))

    def scan(self, buffers: Sequence[Buffer]) -> Hits:
        """One call for all buffers; the bytes are not copied."""
        patterns: list[int] = []
        ends: list[int] = []
        add_pattern, add_end = patterns.append, ends.append

        # Anything but None would end the scan; the name keeps a reference while C code holds the function.
        def on_match(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add_pattern(pattern)
            add_end(end)

        self._database.scan(buffers, match_event_handler=on_match)
        return _by_end(patterns, ends)


class ExpressionMatcher:
    """The same with `re`: the buffers are joined, and it is some twenty times slower."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        # A lookahead matches without consuming, so values that share a neighbour are all found.
        self._patterns = [re.compile(b"(?=(" + pattern + b"))") for pattern in patterns]

    def scan(self, buffers: Sequence[Buffer]) -> Hits:
        """All ends; of several matches with one beginning only the one `re` prefers."""
        joined = b"".join(buffers)
        found = [
            (number, match.end(1))
            for number, pattern in enumerate(self._patterns)
            for match in pattern.finditer(joined)
        ]
        return _by_end([number for number, _ in found], [end for _, end in found])


def _by_end(patterns: list[int], ends: list[int]) -> Hits:
    order = np.argsort(np.array(ends, dtype=np.int64), kind="stable")
    return np.array(patterns, dtype=np.int64)[order], np.array(ends, dtype=np.int64)[order]


def _compiled(hyperscan: Any, patterns: Sequence[bytes]) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_VECTORED)
    try:
        database.compile(expressions=list(patterns), ids=list(range(len(patterns))), elements=len(patterns), flags=0)
    except hyperscan.error as refusal:
        raise ValueError(f"hyperscan refuses a pattern: {refusal}") from refusal
    return database


def _entry(hyperscan: Any, patterns: Sequence[bytes], cache: Path) -> Path:
    """The file for these patterns under this version and this processor's features."""
    naming = hashlib.sha256(f"{hyperscan.__version__} {os.uname().machine} {len(patterns)}".encode())
    for pattern in patterns:
        naming.update(b"%d:" % len(pattern) + pattern)
    return cache / f"patterns-{naming.hexdigest()[:32]}.hs"


def _stored(hyperscan: Any, entry: Path | None) -> Any:
    """The database of an earlier run; None when there is none that can be trusted."""
    serialised = read_entry(entry) if entry else None
    with suppress(hyperscan.error):
        return hyperscan.loadb(serialised, hyperscan.HS_MODE_VECTORED) if serialised else None
    return None
