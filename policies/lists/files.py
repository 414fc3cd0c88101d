"""The two file forms: a line of JSON that says what is in the file, then its columns, little-endian.

No value and no text is in a file, only hashes under the key that made it; its id stands in the first line.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from policies.lists.documents import DocumentList
from policies.lists.exact import ExactList
from policies.lists.tokens import MOST_BYTES

EXACT: Final = "kouan-list 1"
DOCUMENTS: Final = "kouan-docs 1"
MOST_FILE_BYTES: Final = 400_000_000
_LONGEST_LINE: Final = 64 << 20
DAMAGED: Final = "its first line is damaged"


class Unusable(ValueError):
    """The file cannot be used; the message says why, for people."""


def write_exact(known: ExactList) -> bytes:
    """The file of a list of values."""
    head = {
        "columns": known.columns,
        "joined": known.joined,
        "words": known.word_lengths,
        "characters": known.character_lengths,
    }
    columns = (known.hashes.astype("<u8"), known.row.astype("<u4"), known.column.astype("u1"))
    return _file(EXACT, known.key_id, head, columns)


def read_exact(data: bytes) -> ExactList:
    """The list of a file.

    Raises:
        Unusable: it is none, or not whole.
    """
    head, (hashes, row, column) = _read(data, EXACT, ("<u8", "<u4", "u1"))
    columns = _whole(head, "columns")
    if columns < 1 or (len(column) and int(column.max()) >= columns):
        raise Unusable("its columns contradict each other")
    return ExactList(
        head["key"], columns, bool(head.get("joined")), _lengths(head, "words"), _lengths(head, "characters"),
        hashes, column, row,
    )  # fmt: skip


def write_documents(known: DocumentList) -> bytes:
    """The file of registered documents."""
    texts = [[digest.hex(), document] for digest, document in known.texts.items()]
    head = {"names": known.names, "sizes": known.sizes, "texts": texts}
    return _file(DOCUMENTS, known.key_id, head, (known.hashes.astype("<u8"), known.document.astype("<u4")))


def read_documents(data: bytes) -> DocumentList:
    """The documents of a file.

    Raises:
        Unusable: it is none, or not whole.
    """
    head, (hashes, document) = _read(data, DOCUMENTS, ("<u8", "<u4"))
    try:
        names = tuple(map(str, head["names"]))
        sizes = tuple(map(int, head["sizes"]))
        texts = {bytes.fromhex(digest): int(number) for digest, number in head["texts"]}
    except (KeyError, TypeError, ValueError):
        raise Unusable(DAMAGED) from None
    most = max([-1, *texts.values(), int(document.max()) if len(document) else -1])
    if len(sizes) != len(names) or most >= len(names) or min([0, *texts.values(), *sizes]) < 0:
        raise Unusable("its documents contradict each other")
    return DocumentList(head["key"], names, sizes, texts, hashes, document)


def _file(form: str, key_id: str, head: Mapping[str, Any], columns: Sequence[NDArray[Any]]) -> bytes:
    line = {"form": form, "key": key_id, "count": len(columns[0]), **head}
    return json.dumps(line, ensure_ascii=False).encode() + b"\n" + b"".join(column.tobytes() for column in columns)


def _read(data: bytes, form: str, types: Sequence[str]) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    end = data.find(b"\n", 0, _LONGEST_LINE)
    try:
        head = json.loads(data[:end]) if end >= 0 else None
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or head.get("form") != form:
        raise Unusable(f'it is not of the form "{form}"; make it anew')
    if not isinstance(head.get("key"), str):
        raise Unusable(DAMAGED)
    count, at = _whole(head, "count"), end + 1
    wanted = count * sum(np.dtype(kind).itemsize for kind in types)
    if len(data) - at != wanted:
        raise Unusable(f"it holds {len(data) - at:,} bytes of hashes where its first line says {wanted:,}")
    columns = []
    for kind in types:
        columns.append(np.frombuffer(data, kind, count, at))
        at += columns[-1].nbytes
    if (columns[0][1:] < columns[0][:-1]).any():
        raise Unusable("its hashes are not in order")
    return head, columns


def _whole(head: Mapping[str, Any], key: str) -> int:
    value = head.get(key)
    if not isinstance(value, int) or value < 0:
        raise Unusable(DAMAGED)
    return value


def _lengths(head: Mapping[str, Any], key: str) -> tuple[int, ...]:
    values = head.get(key)
    if not isinstance(values, list) or not all(isinstance(v, int) and 0 < v <= MOST_BYTES for v in values):
        raise Unusable(DAMAGED)
    return tuple(values)
