"""What a policy names must exist: classes, detectors, bases and assets; and its entries must not contradict.

Works on the tree, not on the checked sections, so that these problems are told together with all others.
"""

import ipaddress
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from typing import Any

from policies.classify import UNCLASSIFIED
from policies.detector_ids import DETECTOR_IDS
from policies.document import Block, Items
from policies.problems import ENTRIES, Mark, Problem, nearest, shown

WILDCARDS = frozenset("*?[")
Named = tuple[str, Mark, str]
"""A name, where it stands, and the entry it stands in."""


def dangling(tree: Block) -> Iterator[Problem]:
    """All names that lead nowhere."""
    classes = {*_ids(tree, "classes"), UNCLASSIFIED}
    bases, assets = _ids(tree, "bases"), _ids(tree, "assets")
    detectors = _block(tree.get("detectors"))
    mapped = ((v, detectors.marks[k], f"detector {shown(k)}") for k, v in detectors.items() if isinstance(v, str))
    keys = ((k, detectors.marks[k], "detectors") for k in detectors)
    counted = ((name, mark, "counting") for name, mark in _texts(_block(tree.get("counting")), "identifiers"))
    yield from _unknown("data class", classes, mapped)
    yield from _unknown("detector", DETECTOR_IDS, keys)
    yield from _unknown("detector", DETECTOR_IDS, counted)
    for section, path, kind, known in (
        ("rules", ("match", "classes"), "data class", classes),
        ("transfers", ("classes",), "data class", classes),
        ("assets", ("holds",), "data class", classes),
        ("classes", ("parent",), "data class", classes),
        ("rules", ("match", "detectors"), "detector", DETECTOR_IDS),
        ("transfers", ("detectors",), "detector", DETECTOR_IDS),
        ("rules", ("basis",), "basis", bases),
        ("bases", ("replaced_by",), "basis", bases),
        ("bases", ("penalty",), "basis", bases),
        ("rules", ("match", "assets"), "asset", assets),
    ):
        yield from _unknown(kind, known, _named(tree, section, path))


def circles(tree: Block) -> Iterator[Problem]:
    """Classes that are their own ancestor."""
    parents = {item["id"]: item.get("parent") for item in _entries(tree, "classes") if isinstance(item.get("id"), str)}
    for item in _entries(tree, "classes"):
        name, seen = item.get("id"), set[Any]()
        above = parents.get(name) if isinstance(name, str) else None
        while isinstance(above, str) and above not in seen and above != name:
            seen.add(above)
            above = parents.get(above)
        if above is not None and above == name:
            yield Problem(item.marks["parent"], f"class {shown(name)} is its own ancestor")


def contradictions(tree: Block) -> Iterator[Problem]:
    """Overrides of one prefix with different answers, and public prefixes called mainland without a reason."""
    answers: dict[str, tuple[str, Mark]] = {}
    codes = [code.upper() for code, _ in _texts(_block(tree.get("border")), "mainland")]
    mainland = {"mainland", *(codes or ["CN"])}
    for item in _entries(_block(tree.get("geo")), "overrides"):
        prefix, answer = _prefix(item), _answer(item)
        if prefix is None or not answer:
            continue
        earlier, mark = answers.setdefault(str(prefix), (answer, item.mark))
        if earlier != answer:
            yield Problem(item.mark, f"{prefix} is {answer} here and {earlier} in {mark.file}:{mark.line}")
        if answer in mainland and not _explained(item, prefix):
            yield Problem(item.mark, f'{prefix} is public; calling it {answer} exempts it, so write a "reason"')


def repeated(tree: Block) -> Iterator[Problem]:
    """Entries of one file with the same id: only a later file may override."""
    for section, kind in ENTRIES.items():
        seen: dict[str, Mark] = {}
        for item in _entries(tree, section):
            name = item.get("id")
            if not isinstance(name, str):
                continue
            if name in seen:
                yield Problem(item.mark, f"{kind} {shown(name)} stands twice; it was given in line {seen[name].line}")
            seen.setdefault(name, item.mark)


def _unknown(kind: str, known: Collection[str], names: Iterator[Named]) -> Iterator[Problem]:
    for name, mark, entry in names:
        if not name or name in known:
            continue
        if WILDCARDS.isdisjoint(name):
            yield Problem(mark, f"unknown {kind} {shown(name)} in {entry}{nearest(name, known)}")
        elif not any(fnmatchcase(one, name) for one in known):
            yield Problem(mark, f"no {kind} matches {shown(name)} in {entry}")


def _named(tree: Block, section: str, path: tuple[str, ...]) -> Iterator[Named]:
    for item in _entries(tree, section):
        node: Any = item
        for step in path[:-1]:
            node = _block(_block(node).get(step))
        for name, mark in _texts(_block(node), path[-1]):
            yield name, mark, f"{ENTRIES[section]} {shown(item.get('id'))}"


def _texts(block: Block, key: str) -> Iterator[tuple[str, Mark]]:
    """The text or texts under a key, with their places."""
    value = block.get(key)
    if isinstance(value, str):
        yield value, block.marks[key]
    elif isinstance(value, Items):
        yield from ((text, mark) for text, mark in zip(value, value.marks, strict=True) if isinstance(text, str))


def _entries(tree: Block, section: str) -> Iterator[Block]:
    value = tree.get(section)
    if isinstance(value, Items):
        yield from (item for item in value if isinstance(item, Block))


def _ids(tree: Block, section: str) -> set[str]:
    return {item["id"] for item in _entries(tree, section) if isinstance(item.get("id"), str)}


def _block(value: object) -> Block:
    return value if isinstance(value, Block) else Block(Mark(""))


def _prefix(item: Block) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    text = item.get("cidr")
    try:
        return ipaddress.ip_network(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _answer(item: Block) -> str:
    """What an override says of its prefix: a country code or a jurisdiction, "" for neither."""
    given = [item[key] for key in ("place", "country", "jurisdiction") if isinstance(item.get(key), str)]
    text = given[0] if given else ""
    return text.upper() if len(text) == 2 else text.lower()


def _explained(item: Block, prefix: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return prefix.is_private or bool(item.get("reason") or item.get("note"))
