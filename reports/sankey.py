"""Who sent what kind of data where, as a Sankey picture: nodes and ribbons with their places (pure).

A ribbon is as wide as the number of transfers, never thinner than can be seen; what is too small to
name is folded into one node.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from reports.recorded import Crossing

WIDTH: Final = 1000
NODE_WIDTH: Final = 10
MARGIN: Final = 220
COLUMNS: Final = (MARGIN, (WIDTH - NODE_WIDTH) // 2, WIDTH - MARGIN - NODE_WIDTH)
"""Left edge of the nodes of each column."""

RIBBONS_HEIGHT: Final = 260
THINNEST: Final = 3.0
SLOT: Final = 34.0
"""Least height a node takes, so that two lines of its label fit."""

GAP: Final = 10.0
MOST_NODES: Final = 10

OTHERS: Final = "\0others"
"""The name of the node that takes what is left over: no sender, class or country has it."""

OUTCOMES: Final = ("incident", "opaque", "authorised")
"""From top to bottom within a node."""


@dataclass(frozen=True, slots=True)
class Node:
    """A bar of one column (0 sender, 1 data class, 2 country)."""

    column: int
    name: str
    x: float
    y: float
    height: float
    transfers: int
    folded: int  # how many names an `OTHERS` node stands for


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band between two nodes, as the `d` of an SVG path."""

    source: str
    target: str
    outcome: str
    path: str
    transfers: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Sankey:
    """The picture; lengths are SVG user units."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    left: int  # column of the source
    source: str
    target: str
    outcome: str
    transfers: int
    bytes: int


def sankey(crossings: Sequence[Crossing]) -> Sankey:
    """The picture of all crossings."""
    folds = [_fold(crossings, name) for name in ("sender", "data_class", "country")]
    links = _links(crossings, [fold[0] for fold in folds])
    thickness = _thickness(links)
    nodes = _place(links, thickness, [fold[1] for fold in folds])
    height = max((node.y + max(node.height, SLOT) for node in nodes.values()), default=0) + GAP
    return Sankey(WIDTH, round(height), tuple(nodes.values()), tuple(_ribbons(links, thickness, nodes)))


def _fold(crossings: Iterable[Crossing], field: str) -> tuple[dict[str, str], int]:
    """Name -> node name, and how many names were folded into `OTHERS`."""
    name = attrgetter(field)
    size: dict[str, int] = defaultdict(int)
    for crossing in crossings:
        size[name(crossing)] += crossing.transfers
    ranked = sorted(size, key=lambda one: (-size[one], one))
    kept = ranked if len(ranked) <= MOST_NODES else ranked[: MOST_NODES - 1]
    folded = len(ranked) - len(kept)
    return {one: one if one in set(kept) else OTHERS for one in ranked}, folded


def _links(crossings: Iterable[Crossing], names: Sequence[Mapping[str, str]]) -> list[_Link]:
    sums: dict[tuple[int, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for crossing in crossings:
        ends = names[0][crossing.sender], names[1][crossing.data_class], names[2][crossing.country]
        for left in (0, 1):
            total = sums[left, ends[left], ends[left + 1], crossing.outcome]
            total[0] += crossing.transfers
            total[1] += crossing.bytes
    return [_Link(*key, *total) for key, total in sums.items()]


def _thickness(links: Iterable[_Link]) -> dict[_Link, float]:
    every = list(links)
    total = sum(link.transfers for link in every if link.left == 0)
    return {link: max(THINNEST, link.transfers / total * RIBBONS_HEIGHT) for link in every}


def _place(
    links: Iterable[_Link], thickness: Mapping[_Link, float], folded: Sequence[int]
) -> dict[tuple[int, str], Node]:
    """Each column from the largest node down, the columns centred on each other."""
    ins: dict[tuple[int, str], float] = defaultdict(float)
    outs: dict[tuple[int, str], float] = defaultdict(float)
    transfers: dict[tuple[int, str], int] = defaultdict(int)
    for link in links:
        outs[link.left, link.source] += thickness[link]
        ins[link.left + 1, link.target] += thickness[link]
        transfers[(0, link.source) if link.left == 0 else (2, link.target)] += link.transfers
        if link.left == 0:
            transfers[1, link.target] += link.transfers
    columns = [_column(column, ins, outs, transfers, folded[column]) for column in range(3)]
    tallest = max((_bottom(column) for column in columns), default=0.0)
    return {
        (node.column, node.name): replace(node, y=node.y + (tallest - _bottom(column)) / 2)
        for column in columns
        for node in column
    }


def _column(
    column: int,
    ins: Mapping[tuple[int, str], float],
    outs: Mapping[tuple[int, str], float],
    transfers: Mapping[tuple[int, str], int],
    folded: int,
) -> list[Node]:
    names = sorted(
        (name for at, name in transfers if at == column),
        key=lambda name: (name == OTHERS, -transfers[column, name], name),
    )
    nodes: list[Node] = []
    y = GAP
    for name in names:
        height = max(ins.get((column, name), 0.0), outs.get((column, name), 0.0))
        middle = y + max(height, SLOT) / 2
        count = folded if name == OTHERS else 0
        nodes.append(Node(column, name, COLUMNS[column], middle - height / 2, height, transfers[column, name], count))
        y += max(height, SLOT) + GAP
    return nodes


def _bottom(column: Sequence[Node]) -> float:
    return max((node.y + node.height / 2 + max(node.height, SLOT) / 2 for node in column), default=0.0)


def _ribbons(
    links: Iterable[_Link], thickness: Mapping[_Link, float], nodes: Mapping[tuple[int, str], Node]
) -> Iterable[Ribbon]:
    """Ribbons leave and enter a node by outcome, then in the order of the nodes at their other end."""

    def order(link: _Link) -> tuple[int, float, float]:
        source, target = nodes[link.left, link.source], nodes[link.left + 1, link.target]
        return OUTCOMES.index(link.outcome), target.y, source.y

    left_used: dict[tuple[int, str], float] = defaultdict(float)
    right_used: dict[tuple[int, str], float] = defaultdict(float)
    for link in sorted(links, key=order):
        source, target = nodes[link.left, link.source], nodes[link.left + 1, link.target]
        width = thickness[link]
        begin = source.y + left_used[link.left, link.source]
        end = target.y + right_used[link.left + 1, link.target]
        left_used[link.left, link.source] += width
        right_used[link.left + 1, link.target] += width
        path = _band(source.x + NODE_WIDTH, begin, target.x, end, width)
        yield Ribbon(link.source, link.target, link.outcome, path, link.transfers, link.bytes)


def _band(left: float, begin: float, right: float, end: float, width: float) -> str:
    middle = (left + right) / 2
    return (
        f"M{left:.1f} {begin:.1f}C{middle:.1f} {begin:.1f} {middle:.1f} {end:.1f} {right:.1f} {end:.1f}"
        f"V{end + width:.1f}C{middle:.1f} {end + width:.1f} {middle:.1f} {begin + width:.1f}"
        f" {left:.1f} {begin + width:.1f}Z"
    )
