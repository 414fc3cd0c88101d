"""Inspection: all detectors over a batch of parts in one scan, one finding for one span."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.batch import Batch, lay
from policies.columns import HEAD_BYTES, ROW_BYTES, Table, table
from policies.detector import Claim, Detector, Sight, Trail
from policies.detectors import DETECTORS
from policies.digest import digest
from policies.finding import Finding
from policies.lists.own import OwnMatcher
from policies.matching import matcher
from policies.part import HOLD, Buffer, Part
from policies.precedence import Placed, disjoint
from policies.quota import Quota
from policies.records import Records
from policies.sieve import VALUE_BYTES, Mesh, sieve
from policies.widths import Width, narrowed

BEFORE: Final = 320
"""Bytes before a hit that a detector sees."""

AFTER: Final = HOLD
"""Bytes behind a hit that a detector sees."""

WEAK: Final = 0.5
"""A claim less sure than this never takes the span from one that is surer."""

LAST_DAY: Final = date(2100, 1, 1)
_MOST_HEADS: Final = 4096
_WIDE_SLACK: Final = 32


class Inspector:
    """All detectors, ready to read parts. Keeps the first bytes of unfinished parts, for the headers in them."""

    def __init__(
        self,
        key: bytes,
        cache: Path | None = None,
        detectors: Sequence[Detector] = DETECTORS,
        until: date = LAST_DAY,
        own: OwnMatcher | None = None,
    ) -> None:
        """Make it ready.

        Args:
            key: makes the digests.
            cache: where compiled patterns are kept.
            detectors: what looks for kinds of data, surest first.
            until: the last possible birth date.
            own: what looks for the firm's own lists.

        Raises:
            ValueError: a detector's sieve cannot be compiled.
        """
        self._key = key
        self._until = until
        self._detectors = tuple(detectors)
        self._meshes = sieve(self._detectors)
        self._matcher = matcher([mesh.pattern for mesh in self._meshes], cache)
        self._own = own
        self._heads: dict[tuple[int, int], bytes] = {}
        self._records = Records()

    def inspect(self, parts: Sequence[Part], quota: Quota | None = None) -> list[Finding]:
        """What the detectors find, by part and place.

        A run answers for the claims that end behind `seen - HOLD` and, unless it is the last, at most
        HOLD before its end: over all runs of a part each value is found once. Pieces of `separate`
        parts are whole, so nothing of them is held back. Hits beyond the quota are not looked at.
        """
        batch = lay(parts)
        patterns, ends = self._matcher.scan(batch.buffers)
        if quota is not None and len(ends):
            allowed = _allowed(batch, ends, quota)
            patterns, ends = patterns[allowed], ends[allowed]
        self._remember(parts)
        claims = self._claims(batch, patterns, ends) if len(ends) else {}
        self._records.begin()
        held = disjoint(claims.values())
        findings = [self._finding(batch, one) for one in held if batch.answers(one.segment, one.end)]
        self._records.end(parts)
        self._forget(parts)
        if self._own is not None:
            findings.extend(self._own.find(batch))
        return findings

    def _claims(
        self, batch: Batch, patterns: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> dict[tuple[int, int, int], Placed]:
        """All claims by start, end and rank; several hits may lead to the same one."""
        found: dict[tuple[int, int, int], Placed] = {}
        for pattern, segment, sight in self._sights(batch, patterns, ends):
            mesh = self._meshes[pattern]
            for rank, claim in _narrow_claims(mesh, mesh.width, sight) if mesh.width else _claims(mesh, sight):
                start, end = sight.base + claim.start, sight.base + claim.end
                found[start, end, rank] = Placed(start, start - end, claim.confidence < WEAK, rank, end, segment, claim)
        return found

    def _sights(
        self, batch: Batch, patterns: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> Iterator[tuple[int, int, Sight]]:
        """For each hit its pattern, its segment and what is seen around it."""
        # A sieve's match ends with one byte of neighbour; the byte before that belongs to the value.
        hit = ends - 1
        segment = np.searchsorted(batch.segment_start, hit - 1, side="right") - 1
        floor = batch.segment_start[segment]
        low = np.maximum(floor, hit - BEFORE)
        high = np.minimum(batch.segment_end[segment], hit + AFTER)
        first = np.searchsorted(batch.starts, low, side="right") - 1
        last = np.searchsorted(batch.starts, high - 1, side="right") - 1
        columns = (patterns, segment, floor, hit, low, high, first, last)
        trail: Trail = {}
        tables: dict[int, Table | None] = {}
        for pattern, number, bottom, place, start, end, begin, final in zip(
            *(c.tolist() for c in columns), strict=True
        ):
            window = batch.join(begin, final, start, end)
            column = partial(self._column, batch, tables, number, start)
            yield (
                pattern,
                number,
                Sight(window, place - start, self._until, base=start, floor=bottom, column=column, trail=trail),
            )

    def _column(self, batch: Batch, tables: dict[int, Table | None], segment: int, base: int, place: int) -> str:
        """The name of the table column that a place in a window lies in."""
        floor = int(batch.segment_start[segment])
        if segment not in tables:
            part = batch.parts[int(batch.segment_part[segment])]
            head = self._heads.get((part.owner, part.id))
            end = min(int(batch.segment_end[segment]), floor + HEAD_BYTES)
            tables[segment] = table(batch.slice(floor, end) if head is None else head)
        names = tables[segment]
        return names.name(batch.slice(max(floor, base + place - ROW_BYTES), base + place)) if names else ""

    def _finding(self, batch: Batch, placed: Placed) -> Finding:
        part = batch.parts[int(batch.segment_part[placed.segment])]
        shift, detector = batch.shift(placed.segment), self._detectors[placed.rank].id
        claim = placed.claim
        key = digest(self._key, claim.normal)
        span = (placed.start, placed.end)
        return Finding(
            owner=part.owner,
            part=part.id,
            path=part.path,
            detector=detector,
            start=placed.start + shift,
            end=placed.end + shift,
            masked=claim.masked,
            digest=key,
            confidence=claim.confidence,
            record=self._records.name(batch, placed.segment, span, shift, detector, key, claim.confidence),
        )

    def _remember(self, parts: Sequence[Part]) -> None:
        for part in parts:
            if not part.inspect or (part.last and not self._heads):
                continue
            head = self._heads.get((part.owner, part.id), b"")
            if (part.last and not head) or len(head) >= HEAD_BYTES or part.offset > len(head):
                continue
            if not head and len(self._heads) >= _MOST_HEADS:
                self._heads.pop(next(iter(self._heads)))
            self._heads[part.owner, part.id] = head[: part.offset] + _head(part.pieces, HEAD_BYTES - part.offset)

    def _forget(self, parts: Sequence[Part]) -> None:
        if self._heads:
            for part in parts:
                if part.last:
                    self._heads.pop((part.owner, part.id), None)


def _allowed(batch: Batch, ends: NDArray[np.int64], quota: Quota) -> NDArray[np.bool_]:
    """Which hits may be looked at, (n,); of each owner the first ones."""
    owner_of = np.array([part.owner for part in batch.parts], np.int64)
    segment = np.searchsorted(batch.segment_start, ends - 2, side="right") - 1
    owner = owner_of[batch.segment_part[segment]]
    allowed = np.ones(len(ends), np.bool_)
    for number, wanted in zip(*(column.tolist() for column in np.unique(owner, return_counts=True)), strict=True):
        granted = quota.grant(number, wanted)
        if granted < wanted:
            allowed[np.flatnonzero(owner == number)[granted:]] = False
    return allowed


def _claims(mesh: Mesh, sight: Sight) -> Iterator[tuple[int, Claim]]:
    """What the readers claim, the surest first; a bounded hit is one value, so whoever claims it first has it."""
    value = sight.window[max(0, sight.hit - VALUE_BYTES) : sight.hit]
    for rank, detector in mesh.readers_of(value):
        claims = list(detector.claim(sight))
        for claim in claims:
            yield rank, claim
        if claims and not sight.slack and claims[-1].confidence >= WEAK:
            return


def _narrow_claims(mesh: Mesh, width: Width, sight: Sight) -> Iterator[tuple[int, Claim]]:
    """What the detectors claim in the window made plain ASCII, at the places it has in the window as it is."""
    narrow = narrowed(sight.window, width)

    def column(place: int) -> str:
        return sight.column(narrow.wide_start(place))

    plain = Sight(narrow.window, narrow.narrow(sight.hit), sight.until, slack=_WIDE_SLACK, column=column)
    for rank, claim in _claims(mesh, plain):
        start, end = narrow.wide_start(claim.start), narrow.wide_end(claim.end)
        yield rank, Claim(start, end, claim.normal, claim.masked, claim.confidence)


def _head(pieces: Sequence[Buffer], size: int) -> bytes:
    head = b""
    for piece in pieces:
        head += piece[: size - len(head)]
        if len(head) >= size:
            break
    return head
