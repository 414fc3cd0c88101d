"""Registered documents as keyed fingerprints, and which of them a part holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.digest import DIGEST_BYTES
from policies.lists.fingerprints import Hashes, fingerprints, normal_text
from policies.lists.tokens import Bytes

ENOUGH: Final = 12
"""Fingerprints in common that make a passage of a document: about 200 bytes of it in a row, or some pieces."""
ENOUGH_OF_SHORT: Final = 0.5
"""The share that is enough of a document with few fingerprints."""
LEAST: Final = 4
"""Fewer in common say nothing, however short the document."""


@dataclass(frozen=True, slots=True)
class DocumentList:
    """`hashes` ascending, (n,), and which document each belongs to, (n,); one may stand for several documents.

    `texts` are digests of the normal text of whole parts, with the document of each.
    """

    key_id: str
    names: tuple[str, ...]
    sizes: tuple[int, ...]  # fingerprints of each document
    texts: Mapping[bytes, int]
    hashes: Hashes
    document: NDArray[np.uint32]

    def enough(self, document: int) -> int:
        """How many fingerprints in common make a passage of the document."""
        return max(LEAST, min(ENOUGH, round(self.sizes[document] * ENOUGH_OF_SHORT)))


class TextDigest:
    """The keyed digest of a part's normal text, run by run."""

    __slots__ = ("_digest",)

    def __init__(self, key: bytes) -> None:
        self._digest = blake2b(key=key, digest_size=DIGEST_BYTES)

    def add(self, normal: Bytes) -> None:
        """The next bytes."""
        self._digest.update(normal.tobytes())

    def value(self) -> bytes:
        """The digest of all that was added."""
        return self._digest.digest()


def make_documents(
    documents: Iterable[tuple[str, Sequence[bytes]]], except_for: Iterable[bytes], key: bytes, key_id: str
) -> DocumentList:
    """The list of documents, each a name and its readable parts, without the passages of the texts `except_for`."""
    common = _united(fingerprints(normal_text(np.frombuffer(text, np.uint8)), key) for text in except_for)
    names, texts, found = [], dict[bytes, int](), []
    for number, (name, parts) in enumerate(documents):
        names.append(name)
        normal = [normal_text(np.frombuffer(part, np.uint8)) for part in parts]
        own = _united(fingerprints(text, key) for text in normal)
        found.append(own[~np.isin(own, common)])
        for text in normal:
            digest = TextDigest(key)
            digest.add(text)
            if len(text):
                texts.setdefault(digest.value(), number)
    document = np.repeat(np.arange(len(found), dtype=np.uint32), [len(own) for own in found])
    hashes = _joined(found)
    order = np.lexsort((document, hashes))
    sizes = tuple(len(own) for own in found)
    return DocumentList(key_id, tuple(names), sizes, texts, hashes[order], document[order])


@dataclass(slots=True)
class Held:
    """What one part was seen to hold of the documents so far."""

    digest: TextDigest
    common: dict[int, set[int]] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)

    def add(self, known: DocumentList, normal: Bytes, key: bytes) -> Iterator[int]:
        """Take a run's normal text; gives each document when enough of it was seen."""
        for document, hashes in _common(known, fingerprints(normal, key)):
            common = self.common.setdefault(document, set())
            common.update(hashes)
            if document not in self.told and len(common) >= known.enough(document):
                self.told.add(document)
                yield document


def _common(known: DocumentList, hashes: Hashes) -> Iterator[tuple[int, list[int]]]:
    """The fingerprints a run has in common with each document."""
    if not len(hashes) or not len(known.hashes):
        return
    first = np.searchsorted(known.hashes, hashes)
    count = np.searchsorted(known.hashes, hashes, side="right") - first
    repeated = np.repeat(first, count)
    entries = repeated + np.arange(len(repeated)) - np.repeat(np.cumsum(count) - count, count)
    document, common = known.document[entries], known.hashes[entries]
    for number in np.unique(document).tolist():
        yield number, common[document == number].tolist()


def _united(sets: Iterable[Hashes]) -> Hashes:
    return np.unique(_joined(list(sets)))


def _joined(parts: list[Hashes]) -> Hashes:
    return np.concatenate([np.zeros(0, np.uint64), *parts])
