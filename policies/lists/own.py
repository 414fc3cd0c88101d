"""What of the firm's own lists stands in parts: the findings `match.exact` and `match.document`.

They say whose the data is, detectors what kind it is: both may name the same span, and neither takes it from the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.batch import Batch
from policies.digest import digest
from policies.finding import DOCUMENT, EXACT, WHOLE, Finding, qualify
from policies.lists.documents import DocumentList, Held, TextDigest
from policies.lists.exact import ExactList, find_exact
from policies.lists.fingerprints import normal_text
from policies.lists.siphash import KEY_BYTES
from policies.part import Part

SURE: Final = 0.97
DENSE: Final = 0.3
"""Where one in a thousand of all numbers of its length is in the list, a number alone is more often another one."""
DENSE_SHARE: Final = 1e-3
PASSAGE: Final = 0.95
MOST_OPEN: Final = 4096
"""Unfinished parts whose passages are kept together; of one begun before them later passages count anew."""


@dataclass(frozen=True, slots=True)
class LoadedLists:
    """The firm's lists by id, as read from the files that the policy names."""

    exact: tuple[tuple[str, ExactList], ...] = ()
    documents: tuple[tuple[str, DocumentList], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.exact or self.documents)


def hash_key(secret: bytes) -> bytes:
    """The key of the lists' hashes, from the key of the digests."""
    return blake2b(b"kouan lists", key=secret, digest_size=KEY_BYTES).digest()


class OwnMatcher:
    """Looks for the firm's lists in batches of parts. Keeps what unfinished parts hold of documents."""

    def __init__(self, lists: LoadedLists, secret: bytes) -> None:
        """`secret` is the key of the digests, the one the lists were made under."""
        self._lists = lists
        self._secret = secret
        self._key = hash_key(secret)
        self._held: dict[tuple[int, int], list[Held]] = {}

    def find(self, batch: Batch) -> list[Finding]:
        """The findings in a batch, by list and place."""
        found: list[Finding] = []
        if self._lists.exact:
            text = np.frombuffer(b"".join(batch.buffers), np.uint8)
            for name, known in self._lists.exact:
                found.extend(self._values(name, known, batch, text))
        if self._lists.documents:
            for part in batch.parts:
                if part.inspect and not part.separate:
                    found.extend(self._documents(part))
        return found

    def _values(self, name: str, known: ExactList, batch: Batch, text: NDArray[np.uint8]) -> Iterator[Finding]:
        matches = find_exact(known, text, self._key)
        segments = np.searchsorted(batch.segment_start, matches.starts, side="right") - 1
        columns = (matches.starts, matches.ends, matches.known_by, segments)
        for start, end, known_by, segment in zip(*(column.tolist() for column in columns), strict=True):
            if end > batch.segment_end[segment] or not batch.answers(segment, end):
                continue
            part = batch.parts[int(batch.segment_part[segment])]
            shift = batch.shift(segment)
            yield Finding(
                owner=part.owner,
                part=part.id,
                path=part.path,
                detector=qualify(EXACT, name),
                start=start + shift,
                end=end + shift,
                masked=f"{name} ***",
                digest=digest(self._secret, b"%d of %s" % (known_by, name.encode())),
                confidence=_confidence(known, end - start, text[start:end]),
            )

    def _documents(self, part: Part) -> Iterator[Finding]:
        text = np.frombuffer(b"".join(part.pieces), np.uint8)
        normal = normal_text(text)
        fresh = normal_text(text[part.seen :]) if part.seen else normal
        for (name, known), held in zip(self._lists.documents, self._open(part), strict=True):
            held.digest.add(fresh)
            whole = known.texts.get(held.digest.value()) if part.last and not part.damage else None
            told = [*held.add(known, normal, self._key)]
            if whole is not None:
                yield self._passage(part, name, known.names[whole], WHOLE)
                if whole not in held.told:
                    told.append(whole)
            for document in told:
                yield self._passage(part, name, known.names[document])

    def _open(self, part: Part) -> list[Held]:
        key = (part.owner, part.id)
        held = self._held.pop(key, None) or [Held(TextDigest(self._key)) for _ in self._lists.documents]
        if not part.last:
            if len(self._held) >= MOST_OPEN:
                self._held.pop(next(iter(self._held)))
            self._held[key] = held
        return held

    def _passage(self, part: Part, name: str, document: str, *extent: str) -> Finding:
        return Finding(
            owner=part.owner,
            part=part.id,
            path=part.path,
            detector=qualify(DOCUMENT, name, *extent),
            start=part.offset,
            end=part.offset + part.size,
            masked=document,
            digest=digest(self._secret, f"{document} of {name}".encode()),
            confidence=PASSAGE,
        )


def _confidence(known: ExactList, size: int, span: NDArray[np.uint8]) -> float:
    if known.columns > 1 or not ((span >= ord("0")) & (span <= ord("9"))).all():
        return SURE
    return DENSE if len(known.hashes) > DENSE_SHARE * 10.0**size else SURE
