"""A policy file as a tree that remembers where every entry stands.

1. Scalars stay text (the failsafe schema of YAML 1.2.2, chapter 10.1): the key decides the type, never the look of
   the value. `NO` is Norway, `0755` and `12:30` are what was written. Only an empty value, `~` and `null` are nothing.
2. A key stands once in a mapping.
3. Size, depth and the number of entries, aliases counted in full, are bounded before anything is built from them.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from policies.problems import Mark, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.events import Event

SIZE_LIMIT = 2_000_000
"""Bytes in one policy file."""
DEPTH_LIMIT = 24
ENTRY_LIMIT = 200_000
"""Scalars, lists and mappings in one file, those behind aliases counted each time they are used."""

NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


class Block(dict[str, Any]):
    """A mapping; `mark` is where it begins, `marks` where each key stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, Mark] = {}

    def put(self, key: str, value: object, mark: Mark) -> None:
        """Set a key together with its place."""
        self[key] = value
        self.marks[key] = mark


class Items(list[Any]):
    """A list; `mark` is where it begins, `marks` where each item stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[Mark] = []

    def add(self, value: object, mark: Mark) -> None:
        """Append an item together with its place."""
        self.append(value)
        self.marks.append(mark)


class Unreadable(Exception):
    """The file cannot be read further; the problem says why."""

    def __init__(self, mark: Mark, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(mark, message)


def read_document(data: bytes, file: str, problems: list[Problem]) -> Block | None:
    """The tree of one file, None when it cannot be built. What is wrong is added to `problems`; nothing is raised."""
    try:
        return _compose(_text(data, file), file, problems)
    except Unreadable as stop:
        problems.append(stop.problem)
    return None


def _text(data: bytes, file: str) -> str:
    if len(data) > SIZE_LIMIT:
        raise Unreadable(Mark(file), f"the file has {len(data):,} bytes; a policy has at most {SIZE_LIMIT:,}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(Mark(file, line), "the file is not UTF-8; save it as UTF-8") from None


def _compose(text: str, file: str, problems: list[Problem]) -> Block:
    tree = _Tree(file, problems)
    for event in _events(text, file):
        tree.take(event)
    if not isinstance(tree.root, Block):
        raise Unreadable(Mark(file), "the file holds no policy; write keys such as extends, transfers and rules")
    return tree.root


def _events(text: str, file: str) -> "Iterator[Event]":
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        mark = Mark(file, place.line + 1, place.column + 1) if place else Mark(file)
        raise Unreadable(mark, f"not YAML: {error.problem or error.context}") from None
    except Exception as error:
        # The parser has no single root exception: a bad escape leaves it as ValueError, other bytes as something else.
        raise Unreadable(
            Mark(file), f"not YAML: {str(error).splitlines()[0] if str(error) else 'unreadable'}"
        ) from None


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been seen."""

    node: Block | Items
    anchor: str | None
    entries: int = 1
    key: str | None = None
    key_mark: Mark | None = None
    duplicate: bool = False


@dataclass(slots=True)
class _Tree:
    """Builds the tree from parser events, without recursion."""

    file: str
    problems: list[Problem]
    root: object = None
    documents: int = 0
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[object, int]] = field(default_factory=dict)
    entries: int = 0

    def take(self, event: Any) -> None:
        """Take one event; events are told apart by name because the parser's classes are imported late."""
        kind = type(event).__name__
        mark = Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1) if event.start_mark else None
        if mark is None or kind.startswith("Stream") or kind == "DocumentEndEvent":
            return
        if kind == "ScalarEvent":
            self._scalar(event, mark)
        elif kind == "MappingStartEvent":
            self._open(Block(mark), event, mark)
        elif kind == "SequenceStartEvent":
            self._open(Items(mark), event, mark)
        elif kind == "AliasEvent":
            self._alias(event.anchor, mark)
        elif kind == "DocumentStartEvent":
            self._document(mark)
        else:
            self._close()

    def _document(self, mark: Mark) -> None:
        self.documents += 1
        if self.documents > 1:
            raise Unreadable(mark, 'a second document begins here; a policy file is one document, remove "---"')

    def _scalar(self, event: Any, mark: Mark) -> None:
        self._refuse_tag(event, mark)
        value = None if event.style is None and event.value in NOTHING else event.value
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._add(value, 1, mark)

    def _open(self, node: Block | Items, event: Any, mark: Mark) -> None:
        self._refuse_tag(event, mark)
        if len(self.stack) >= DEPTH_LIMIT:
            raise Unreadable(mark, f"nested deeper than {DEPTH_LIMIT} levels")
        if self._key_is_next():
            raise Unreadable(mark, "a key must be plain text")
        self.stack.append(_Open(node, event.anchor))

    def _close(self) -> None:
        done = self.stack.pop()
        if done.anchor:
            self.anchors[done.anchor] = (done.node, done.entries)
        self._add(done.node, done.entries, done.node.mark)

    def _alias(self, anchor: str, mark: Mark) -> None:
        if anchor not in self.anchors:
            raise Unreadable(mark, f"nothing above is named {shown('&' + anchor)}")
        value, entries = self.anchors[anchor]
        self.entries += entries
        self._add(value, entries, mark)

    def _add(self, value: object, entries: int, mark: Mark) -> None:
        self.entries += 1
        if self.entries > ENTRY_LIMIT or entries > ENTRY_LIMIT:
            raise Unreadable(mark, f"more than {ENTRY_LIMIT:,} entries, aliases counted in full")
        if not self.stack:
            self.root = value
            return
        parent = self.stack[-1]
        parent.entries += entries
        if isinstance(parent.node, Items):
            parent.node.add(value, mark)
        elif parent.key_mark is None:
            self._key(parent, value, mark)
        else:
            self._value(parent, value)

    def _key(self, parent: _Open, value: object, mark: Mark) -> None:
        if not isinstance(value, str):
            raise Unreadable(mark, "a key must be plain text")
        assert isinstance(parent.node, Block)
        parent.duplicate = value in parent.node
        if parent.duplicate:
            first = parent.node.marks[value].line
            self.problems.append(Problem(mark, f"key {shown(value)} stands twice; it was given in line {first}"))
        parent.key, parent.key_mark = value, mark

    @staticmethod
    def _value(parent: _Open, value: object) -> None:
        assert isinstance(parent.node, Block)
        assert parent.key is not None
        assert parent.key_mark is not None
        if not parent.duplicate:
            parent.node.put(parent.key, value, parent.key_mark)
        parent.key = parent.key_mark = None

    def _key_is_next(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].node, Block) and self.stack[-1].key_mark is None

    @staticmethod
    def _refuse_tag(event: Any, mark: Mark) -> None:
        if event.tag is not None and event.tag != "!":
            raise Unreadable(mark, f"tags such as {shown(event.tag)} have no meaning in a policy; remove it")
