"""A list of the firm's own values as sorted keyed hashes, and where they stand in a text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.lists.normal import Unfit, normal_form
from policies.lists.siphash import siphash
from policies.lists.tokens import Bytes, Places, Tokens, characters, words

NEAR_BYTES: Final = 256
"""Two values of one row that stand this close are the row."""
MOST_ROWS: Final = 64
"""Rows that one value may belong to: a name that more people bear says nothing of a row."""

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class ExactList:
    """`hashes` ascending, with the column and the row each value stood in, all (n,).

    With one column each value is a match by itself, with more two of one row must stand near each other.
    """

    key_id: str
    columns: int
    joined: bool
    word_lengths: tuple[int, ...]  # bytes in normal form
    character_lengths: tuple[int, ...]
    hashes: Hashes
    column: NDArray[np.uint8]
    row: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Matches:
    """What of a list stands in a text: spans, (n,), and what each is known by, (n,): a value's hash, or its row."""

    starts: Places
    ends: Places
    known_by: Hashes


def make_exact(
    rows: Sequence[Sequence[str]], columns: int, key: bytes, key_id: str
) -> tuple[ExactList, Mapping[str, int]]:
    """The list of rows of values, and how many values were left out, by reason."""
    values: dict[int, list[tuple[bytes, int, int]]] = {}
    left_out: dict[str, int] = {}
    joined = False
    for number, row in enumerate(rows):
        for place, value in enumerate(row[:columns]):
            try:
                normal, has_joiners = normal_form(value, beside=columns > 1)
            except Unfit as why:
                left_out[str(why)] = left_out.get(str(why), 0) + 1
                continue
            joined |= has_joiners
            values.setdefault(len(normal), []).append((normal, place, number))
    hashes, column, row_of = _hashed(values, key)
    order = np.lexsort((row_of, column, hashes))
    kept = _distinct(hashes[order], column[order], row_of[order] if columns > 1 else None)
    order = order[kept]
    is_word = {length: [v[0].isascii() for v in found] for length, found in values.items()}
    return ExactList(
        key_id,
        columns,
        joined,
        tuple(sorted(length for length, ascii_only in is_word.items() if any(ascii_only))),
        tuple(sorted(length for length, ascii_only in is_word.items() if not all(ascii_only))),
        hashes[order],
        column[order],
        row_of[order],
    ), left_out


def find_exact(known: ExactList, text: Bytes, key: bytes) -> Matches:
    """Where values of the list stand in the text; `key` is the one the list was made with."""
    found = [_looked_up(known, tokens, key) for tokens in _tokens(known, text)] if len(known.hashes) else []
    starts, ends, entries = (np.concatenate(column) if found else np.zeros(0, np.int64) for column in _columns(found))
    if known.columns > 1:
        return _beside(known, starts, ends, entries)
    return Matches(starts, ends, known.hashes[entries])


def _tokens(known: ExactList, text: Bytes) -> Iterator[Tokens]:
    yield from words(text, known.word_lengths, joined=known.joined)
    yield from characters(text, known.character_lengths)


def _columns(found: list[tuple[Places, Places, Places]]) -> Iterator[list[Places]]:
    yield from ([each[place] for each in found] for place in range(3))


def _looked_up(known: ExactList, tokens: Tokens, key: bytes) -> tuple[Places, Places, Places]:
    """Spans and entries of those tokens that stand in the list; a token of several rows comes once for each."""
    hashed = siphash(tokens.normal, key)
    first = np.searchsorted(known.hashes, hashed)
    here = np.flatnonzero(known.hashes[np.minimum(first, len(known.hashes) - 1)] == hashed)
    count = np.searchsorted(known.hashes, hashed[here], side="right") - first[here]
    here, count = here[count <= MOST_ROWS], count[count <= MOST_ROWS]
    at = np.repeat(here, count)
    within = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    return tokens.starts[at], tokens.ends[at], first[at] + within


def _beside(known: ExactList, starts: Places, ends: Places, entries: Places) -> Matches:
    """Two values of different columns of one row, near each other: one match over both."""
    rows, columns = known.row[entries], known.column[entries]
    order = np.lexsort((starts, rows))
    starts, ends, rows, columns = starts[order], ends[order], rows[order], columns[order]
    pair = (
        (rows[1:] == rows[:-1])
        & (columns[1:] != columns[:-1])
        & (starts[1:] >= ends[:-1])
        & (starts[1:] - ends[:-1] <= NEAR_BYTES)
    )
    first = np.flatnonzero(pair)
    return Matches(starts[first], ends[first + 1], rows[first].astype(np.uint64))


def _hashed(
    values: Mapping[int, list[tuple[bytes, int, int]]], key: bytes
) -> tuple[Hashes, NDArray[np.uint8], NDArray[np.uint32]]:
    hashes, columns, rows = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint8)], [np.zeros(0, np.uint32)]
    for length, found in values.items():
        normal = np.frombuffer(b"".join(value for value, _, _ in found), np.uint8).reshape(-1, length)
        hashes.append(siphash(normal, key))
        columns.append(np.array([column for _, column, _ in found], np.uint8))
        rows.append(np.array([row for _, _, row in found], np.uint32))
    return np.concatenate(hashes), np.concatenate(columns), np.concatenate(rows)


def _distinct(hashes: Hashes, column: NDArray[np.uint8], row: NDArray[np.uint32] | None) -> NDArray[np.bool_]:
    """Which of sorted entries are the first of their kind; without rows a value is one entry."""
    kept = np.ones(len(hashes), np.bool_)
    same = hashes[1:] == hashes[:-1]
    if row is not None:
        same &= (column[1:] == column[:-1]) & (row[1:] == row[:-1])
    kept[1:] = ~same
    return kept
