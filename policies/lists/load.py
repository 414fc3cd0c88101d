"""The lists a policy names, read from the files beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeVar

from policies.document import SIZE_LIMIT, Block, Items, read_document
from policies.lists.documents import DocumentList
from policies.lists.exact import ExactList
from policies.lists.files import MOST_FILE_BYTES, Unusable, read_documents, read_exact
from policies.lists.own import LoadedLists
from policies.own import OwnLists
from policies.problems import Mark, PolicyInvalid, Problem, shown

Known = TypeVar("Known", ExactList, DocumentList)

_NOWHERE: Final = Mark("policy")


def load_lists(named: OwnLists, files: Sequence[Path], key_id: str) -> LoadedLists:
    """The lists, each relative to the policy file that names it.

    Args:
        named: what the policy names.
        files: the policy files of the command line, a later one overriding an earlier one.
        key_id: names the key that the lists must have been made under.

    Raises:
        PolicyInvalid: with every list that cannot be used.
    """
    if not (named.exact or named.documents):
        return LoadedLists()
    sections = _sections(files)
    problems: list[Problem] = []
    exact, documents = [], []
    for kind, entries in (("exact", named.exact), ("documents", named.documents)):
        for one in entries:
            mark, folder = _place(sections, files, kind, one.id)
            try:
                data = _content(folder / one.file)
                if kind == "exact":
                    exact.append((one.id, _made_under(read_exact(data), key_id)))
                else:
                    documents.append((one.id, _made_under(read_documents(data), key_id)))
            except Unusable as why:
                told = f"the file {shown(one.file)} of list {shown(one.id)} cannot be used: {why}"
                problems.append(Problem(mark, told))
    if problems:
        raise PolicyInvalid(problems)
    return LoadedLists(tuple(exact), tuple(documents))


def _made_under(known: Known, key_id: str) -> Known:
    """The list, where it was made under the key."""
    if known.key_id != key_id:
        raise Unusable(
            f"it was made under the key {shown(known.key_id)}, this record has {shown(key_id)};"
            " make it anew with --db, or set KOUAN_KEY_FILE to the key it was made under"
        )
    return known


def _content(path: Path) -> bytes:
    """The bytes of a regular file of bounded size."""
    try:
        if not path.is_file():
            raise Unusable("there is no such file")
        with path.open("rb") as file:
            data = file.read(MOST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable(getattr(error, "strerror", None) or "not a path") from None
    if len(data) > MOST_FILE_BYTES:
        raise Unusable(f"it is larger than {MOST_FILE_BYTES:,} bytes")
    return data


def _sections(files: Sequence[Path]) -> list[tuple[Path, Block]]:
    """What the policy files say under `lists`, the last file first; they were checked before."""
    found = []
    for file in reversed(files):
        try:
            with file.open("rb") as opened:
                tree = read_document(opened.read(SIZE_LIMIT), str(file), [])
        except OSError:
            continue
        section = tree.get("lists") if tree is not None else None
        if isinstance(section, Block):
            found.append((file, section))
    return found


def _place(sections: Sequence[tuple[Path, Block]], files: Sequence[Path], kind: str, name: str) -> tuple[Mark, Path]:
    """Where a list is named, and the folder of that file; of what a file extends, only the file is known."""
    for file, section in sections:
        entries = section.get(kind)
        if isinstance(entries, Items):
            for entry, mark in zip(entries, entries.marks, strict=True):
                if isinstance(entry, Block) and entry.get("id") == name:
                    return entry.marks.get("file", mark), file.parent
    return (Mark(str(files[-1])), files[-1].parent) if files else (_NOWHERE, Path())
