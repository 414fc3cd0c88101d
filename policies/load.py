"""Policies from files: packs shipped with the product, and the officer's own."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from policies.cache import read_entry, write_entry
from policies.checked import Checked, read_checked
from policies.document import SIZE_LIMIT, Block, Items, read_document
from policies.merge import overlay
from policies.policy import Policy
from policies.problems import Mark, PolicyInvalid, Problem, nearest, shown
from policies.resolve import resolve

HERE = Path(__file__).parent
PACKS = HERE / "packs"
PACK_LABEL = "packs:"
"""What stands before the file name of a pack in a message."""
FILE_LIMIT = 64
"""Files in one policy, packs included."""


def pack_names() -> list[str]:
    """The shipped packs."""
    return sorted(path.stem for path in PACKS.glob("*.yaml"))


def load_policy(sources: Sequence[str | Path], cache: Path | None = None) -> Policy:
    """The policy of packs and files, a later one overriding an earlier one entry by entry.

    Args:
        sources: names of shipped packs, or paths of YAML 1.2 files.
        cache: where policies are kept once they are checked, so that the next run need not check the same again.

    Raises:
        PolicyInvalid: with everything that is wrong, in all files at once.
    """
    entry = _entry(sources, cache)
    content = read_entry(entry) if entry else None
    if content is not None:
        return resolve(read_checked(content))
    reading = _read_all(sources)
    checked = _sound(reading, reading.merged(), _name(sources))
    # A file may have been changed while it was read, and what else it extends is not in the name of the entry.
    if entry and reading.extends_packs_only and entry == _entry(sources, cache):
        write_entry(entry, checked.serialised())
    return resolve(checked)


def policy_variants(sources: Sequence[str | Path]) -> Callable[[Block | None], Policy]:
    """What gives the policy of packs and files with another tree on top of them, which are read once.

    Raises, when called:
        PolicyInvalid: with everything that is wrong, in the files or in the tree.
    """
    reading = _read_all(sources)
    under, name = reading.merged(), _name(sources)

    def variant(over: Block | None) -> Policy:
        return resolve(_sound(reading, overlay(under, over) if over else under, name))

    return variant


@dataclass(frozen=True, slots=True)
class Examined:
    """Packs and files as one tree, with every value's place; `checked` is None where there are problems."""

    tree: Block
    problems: tuple[Problem, ...]
    checked: Checked | None


def examine(sources: Sequence[str | Path], over: Block | None = None) -> Examined:
    """What packs and files say, a later one overriding an earlier one; `over` is a tree that overrides them all."""
    from policies.references import repeated

    reading = _read_all(sources)
    tree, problems = reading.merged(), reading.problems
    if over is not None:
        problems.extend(repeated(over))
        tree = overlay(tree, over)
    checked = _checked(tree, problems, _name(sources))
    return Examined(tree, tuple(_own(problems)), checked)


def _read_all(sources: Sequence[str | Path]) -> "_Reading":
    reading = _Reading()
    for source in sources:
        reading.read(source, Path(), Mark(str(source)))
    return reading


def _sound(reading: "_Reading", tree: Block, name: str) -> Checked:
    """What the tree says, where neither it nor the files it was read from have a problem."""
    problems = [*reading.problems]
    found = _checked(tree, problems, name)
    if found is None or problems:
        raise PolicyInvalid(_own(problems))
    return found


def _entry(sources: Sequence[str | Path], cache: Path | None) -> Path | None:
    """The cache's file for the content of these sources under this edition of the language and the packs."""
    if cache is None:
        return None
    naming = hashlib.sha256(repr((_name(sources), _edition())).encode())
    for source in sources:
        pack = PACKS / f"{source}.yaml" if str(source) in pack_names() else None
        content = _content(pack or Path(source))
        if content is None:
            return None
        naming.update(hashlib.sha256(content).digest() + bytes([pack is not None]))
    return cache / f"policy-{naming.hexdigest()[:32]}.json"


def _content(path: Path) -> bytes | None:
    """A file's bytes; None where reading it again is not possible or will end in a problem."""
    try:
        if path.is_file() and path.stat().st_size <= SIZE_LIMIT:
            return path.read_bytes()
    except OSError:
        pass
    return None


def _edition() -> list[tuple[str, int, int]]:
    """Which state of this package checks a policy."""
    files = sorted([*HERE.glob("*.py"), *HERE.glob("schema/*.py"), *PACKS.glob("*.yaml")])
    return [(file.name, (status := file.stat()).st_mtime_ns, status.st_size) for file in files]


def _own(problems: list[Problem]) -> list[Problem]:
    """The problems of the officer's files. Packs are sound by themselves: what is wrong in them follows from those."""
    return [problem for problem in problems if not problem.mark.file.startswith(PACK_LABEL)] or problems


def _name(sources: Sequence[str | Path]) -> str:
    return Path(sources[-1]).stem if sources else "empty"


def _checked(tree: Block, problems: list[Problem], name: str) -> Checked | None:
    """What a tree says; None with the problems added when there is any. pydantic is imported only now."""
    from pydantic import ValidationError

    from policies.checked import checked
    from policies.diagnose import diagnose
    from policies.references import circles, contradictions, dangling
    from policies.schema import PolicyFile

    for check in (dangling, circles, contradictions):
        problems.extend(check(tree))
    try:
        file = PolicyFile.model_validate(tree)
    except ValidationError as error:
        problems.extend(diagnose(error, tree))
        return None
    return None if problems else checked(file, name)


class _Reading:
    """Reads files and those they extend, each once, the extended ones first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.extends_packs_only = True
        self._trees: list[Block] = []
        self._begun: set[Path] = set()

    def merged(self) -> Block:
        """All files as one tree, named by the last one only."""
        tree = Block(self._trees[-1].mark if self._trees else Mark("policy"))
        for one in self._trees:
            tree.pop("name", None)
            tree = overlay(tree, one)
        return tree

    def read(self, source: str | Path, folder: Path, mark: Mark) -> None:
        """Read a source named at `mark`, relative to `folder`."""
        path = self._path(source, folder, mark)
        if path is None or not self._begin(path, mark):
            return
        label = f"{PACK_LABEL}{path.name}" if path.parent == PACKS else str(path)
        tree = self._tree(path, label, mark)
        if tree is not None:
            self._extend(tree, path.parent)
            self._trees.append(tree)

    def _begin(self, path: Path, mark: Mark) -> bool:
        """Whether the file is a new one that may still be read."""
        try:
            known = path.resolve()
        except (OSError, ValueError, RuntimeError):
            known = path
        if known in self._begun:
            return False
        self._begun.add(known)
        if len(self._begun) > FILE_LIMIT:
            self.problems.append(Problem(mark, f"more than {FILE_LIMIT} files in one policy"))
            return False
        return True

    def _path(self, source: str | Path, folder: Path, mark: Mark) -> Path | None:
        """The file of a source: the shipped pack of that name, else the path."""
        packs = pack_names()
        if str(source) in packs:
            return PACKS / f"{source}.yaml"
        path = folder / source
        if isinstance(source, Path) or "/" in source or "." in source or _exists(path):
            return path
        hint = nearest(source, packs) or f"; the packs are {', '.join(packs)}, anything else is a path"
        self.problems.append(Problem(mark, f"unknown pack {shown(source)}{hint}"))
        return None

    def _tree(self, path: Path, label: str, mark: Mark) -> Block | None:
        from policies.references import repeated

        try:
            with path.open("rb") as file:
                data = file.read(SIZE_LIMIT + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "not a path"
            self.problems.append(Problem(mark, f"{shown(label)} cannot be read: {why}"))
            return None
        tree = read_document(data, label, self.problems)
        if tree is not None:
            self.problems.extend(repeated(tree))
        return tree

    def _extend(self, tree: Block, folder: Path) -> None:
        """Read what a file extends; what is no text is left to the check of the schema."""
        extends = tree.get("extends")
        if isinstance(extends, str):
            self._read_extended(extends, folder, tree.marks["extends"])
        elif isinstance(extends, Items):
            for source, mark in zip(extends, extends.marks, strict=True):
                if isinstance(source, str):
                    self._read_extended(source, folder, mark)

    def _read_extended(self, source: str, folder: Path, mark: Mark) -> None:
        self.extends_packs_only &= source in pack_names()
        self.read(source, folder, mark)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
