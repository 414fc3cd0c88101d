"""What a policy names must exist: classes, detectors, bases and assets; and its entries must not contradict.

Works on the tree, not on the checked sections, so that these problems are told together with all others.
"""

import ipaddress
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from typing import Any, Final

from policies.classify import UNCLASSIFIED
from policies.detector_ids import DETECTOR_IDS
from policies.document import Block, Items
from policies.problems import ENTRIES, Mark, Problem, nearest, shown

WILDCARDS = frozenset("*?[")
NAMED: Final = (
    ("rules.match.classes", "data class"),
    ("rules.match.detectors", "detector"),
    ("rules.match.holds", "data class"),
    ("rules.match.assets", "asset"),
    ("rules.raise_if.classes", "data class"),
    ("rules.raise_if.detectors", "detector"),
    ("rules.raise_if.holds", "data class"),
    ("rules.raise_if.assets", "asset"),
    ("rules.basis", "basis"),
    ("transfers.classes", "data class"),
    ("transfers.detectors", "detector"),
    ("transfers.fields", "detector"),
    ("transfers.documents", "document list"),
    ("transfers.article", "basis"),
    ("assets.holds", "data class"),
    ("classes.parent", "data class"),
    ("custom_detectors.class", "data class"),
    ("lists.exact.class", "data class"),
    ("lists.documents.class", "data class"),
    ("processor.important_data.classes", "data class"),
    ("processor.important_data.detectors", "detector"),
    ("counting.identifiers", "detector"),
    ("counting.priority", "detector"),
    ("thresholds.basis", "basis"),
    ("exceptions.rules", "rule"),
    ("exceptions.assets", "asset"),
    ("exceptions.classes", "data class"),
    ("exceptions.detectors", "detector"),
    ("bases.replaced_by", "basis"),
    ("bases.penalty", "basis"),
    ("clocks.applies.classes", "data class"),
    ("clocks.applies.rules", "rule"),
    ("clocks.basis", "basis"),
)
"""Where a policy names what stands elsewhere in it, and what kind of thing that is."""
Named = tuple[str, Mark, str]
"""A name, where it stands, and the entry it stands in."""


def dangling(tree: Block) -> Iterator[Problem]:
    """All names that lead nowhere."""
    own = {name for name in _ids(tree, "custom_detectors") if name.startswith("x.")}
    known: dict[str, Collection[str]] = {
        "data class": {*_ids(tree, "classes"), UNCLASSIFIED},
        "detector": (*DETECTOR_IDS, *sorted(own)),
        "basis": _ids(tree, "bases"),
        "asset": _ids(tree, "assets"),
        "rule": _ids(tree, "rules"),
        "document list": _ids(_block(tree.get("lists")), "documents"),
    }
    detectors = _block(tree.get("detectors"))
    mapped = ((v, detectors.marks[k], f"detector {shown(k)}") for k, v in detectors.items() if isinstance(v, str))
    keys = ((k, detectors.marks[k], "detectors") for k in detectors)
    yield from _unknown("data class", known["data class"], mapped)
    yield from _unknown("detector", known["detector"], keys)
    for path, kind in NAMED:
        yield from _unknown(kind, known[kind], _named(tree, path))


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


def _named(tree: Block, path: str) -> Iterator[Named]:
    """The names under a path of keys; lists on the way are walked entry by entry."""
    *steps, last = path.split(".")
    for block, entry in _blocks(tree, steps, steps[0]):
        for name, mark in _texts(block, last):
            yield name, mark, entry


def _blocks(node: Block, steps: list[str], entry: str) -> Iterator[tuple[Block, str]]:
    """The mappings that a path leads to, each with the entry it lies in."""
    if not steps:
        yield node, entry
        return
    step, *further = steps
    value = node.get(step)
    if isinstance(value, Block):
        yield from _blocks(value, further, entry)
    elif isinstance(value, Items):
        for item in value:
            if isinstance(item, Block):
                named = f"{ENTRIES[step]} {shown(item.get('id'))}" if step in ENTRIES else entry
                yield from _blocks(item, further, named)


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
