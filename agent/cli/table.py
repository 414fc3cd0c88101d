"""Rows of text in columns that line up, also where Chinese characters take two places each."""

from collections.abc import Sequence

from reports.wrapping import display_width


def aligned(rows: Sequence[Sequence[str]], gap: str = "  ") -> list[str]:
    """One line a row, every column as wide as its widest cell; nothing trails the last cell.

    The cells come from the network: control characters are replaced, so that none can move the cursor.
    """
    clean = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(display_width, column)) for column in zip(*clean, strict=True)]
    return [gap.join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in clean]


def printable(cell: str) -> str:
    """The text with control characters replaced, so that none can move the cursor."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in cell)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - display_width(cell))
