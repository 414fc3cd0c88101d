"""From the rows of a register to the `transfers` of a policy, every value with its row and column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from policies.document import Block, Items, Unreadable
from policies.importing import cells
from policies.importing.columns import CONSENTS, COUNTRIES, HEADINGS, MECHANISMS, Column, by_name
from policies.importing.rows import Row
from policies.problems import Mark, Problem, shown

HEADER_ROWS: Final = 20
"""How many rows may stand above the headings."""
HEADINGS_LEAST: Final = 3
"""How many headings have to be known for a row to be the one of headings."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What names in cells stand for, as names are compared; by the `names` of columns."""

    words: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, classes: Iterable[Block], countries: Mapping[str, Iterable[str]]) -> "Vocabulary":
        """The names of a policy's classes (by their titles), and those of countries by their code."""
        known = {code: (*names, *COUNTRIES.get(code, ())) for code, names in countries.items()}
        mechanisms, consents = by_name(MECHANISMS), by_name(CONSENTS)
        return cls(
            {"mechanisms": mechanisms, "consents": consents, "classes": _titled(classes), "countries": by_name(known)}
        )


@dataclass(frozen=True, slots=True)
class Entries:
    """What a register says: the tree of a policy with `transfers` alone, and what was left out."""

    tree: Block
    headings: Mapping[int, str]  # by column
    ignored: tuple[str, ...]  # headings that no key of a transfer answers to, with their column


def read_entries(rows: Sequence[Row], file: str, vocabulary: Vocabulary, problems: list[Problem]) -> Entries:
    """The transfers of a register's rows; what is wrong with cells is added to `problems`.

    Raises:
        Unreadable: no row holds the headings.
    """
    top = _header(rows, file)
    columns = {
        number: HEADINGS[name] for number, cell in top.cells.items() if (name := cells.heading(cell)) in HEADINGS
    }
    problems.extend(_twice(top, columns, file))
    transfers = Items(Mark(file, top.number))
    for row in rows[rows.index(top) + 1 :]:
        if not columns.keys().isdisjoint(row.cells):
            entry = _entry(row, columns, file, vocabulary, problems)
            transfers.add(entry, entry.mark)
    tree = Block(Mark(file))
    tree.put("transfers", transfers, transfers.mark)
    ignored = tuple(f"{lettered(number)} {shown(cell)}" for number, cell in top.cells.items() if number not in columns)
    return Entries(tree, top.cells, ignored)


def lettered(column: int) -> str:
    """A column as spreadsheets name it: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def placed(problem: Problem, file: str, headings: Mapping[int, str]) -> Problem:
    """A problem of a cell, with the column's letter and heading behind it."""
    heading = headings.get(problem.mark.column) if problem.mark.file == file else None
    if heading is None:
        return problem
    return Problem(problem.mark, f"{problem.message} (column {lettered(problem.mark.column)}, {shown(heading)})")


def _header(rows: Sequence[Row], file: str) -> Row:
    """The row of headings: the one of the first rows that holds most known ones."""
    first = [row for row in rows if row.number <= rows[0].number + HEADER_ROWS] if rows else []
    known = [sum(cells.heading(cell) in HEADINGS for cell in row.cells.values()) for row in first]
    if not known or max(known) < HEADINGS_LEAST:
        raise Unreadable(
            Mark(file, rows[0].number if rows else 1),
            "no row holds the headings of a register; name the columns, such as "
            "编号, 机制, 接收方, 接收方地址, 数据类别, 有效期起, 有效期止",
        )
    return first[known.index(max(known))]


def _twice(top: Row, columns: Mapping[int, Column], file: str) -> Iterator[Problem]:
    """Two columns with one meaning, and headings that were perhaps misspelt."""
    seen: dict[str, int] = {}
    for number, column in columns.items():
        if column.key in seen:
            other = f"column {lettered(seen[column.key])}, {shown(top.cells[seen[column.key]])}"
            yield Problem(Mark(file, top.number, number), f"the column says the same as {other}; keep one of them")
        seen.setdefault(column.key, number)


def _entry(
    row: Row, columns: Mapping[int, Column], file: str, vocabulary: Vocabulary, problems: list[Problem]
) -> Block:
    """One row as a transfer."""
    entry = Block(Mark(file, row.number))
    for number, column in columns.items():
        cell = row.cells.get(number)
        if cell is None:
            continue
        mark = Mark(file, row.number, number)
        try:
            value = _value(cell, column, vocabulary)
        except ValueError as error:
            problems.append(Problem(mark, f"{shown(cell)}: {error}"))
        else:
            _put(entry, column.key.split("."), value, mark)
    return entry


def _value(cell: str, column: Column, vocabulary: Vocabulary) -> str | list[str] | dict[str, str]:
    if cell in cells.ERRORS:
        raise ValueError("the formula of the cell failed; write the value")
    value = column.read(cell)
    names = vocabulary.words.get(column.names)
    if isinstance(value, str):
        return cells.known(value, names) if names else value
    return [cells.known(one, names) for one in value] if isinstance(value, list) and names else value


def _put(block: Block, path: Sequence[str], value: str | list[str] | dict[str, str], mark: Mark) -> None:
    for step in path[:-1]:
        if step not in block:
            block.put(step, Block(block.mark), mark)
        block = block[step]
    if isinstance(value, dict):
        for inner, one in value.items():
            _put(block, (path[-1], inner), one, mark)
    elif isinstance(value, list):
        block.put(path[-1], _items(value, mark), mark)
    elif value:  # an open end is a key that is not there
        block.put(path[-1], value, mark)


def _items(values: Iterable[str], mark: Mark) -> Items:
    items = Items(mark)
    for value in values:
        items.add(value, mark)
    return items


def _titled(classes: Iterable[Block]) -> dict[str, str]:
    """The class of each title in a policy's classes, as names are compared; a title that stands twice says nothing."""
    found: dict[str, set[str]] = {}
    for one in classes:
        name, title = one.get("id"), one.get("title")
        texts = title.values() if isinstance(title, Block) else [title]
        for text in texts:
            if isinstance(name, str) and isinstance(text, str):
                found.setdefault(cells.squeezed(text), set()).add(name)
    return {title: names.pop() for title, names in found.items() if len(names) == 1}
