"""Records: which findings of a part speak of the same person, told by the bytes that lie between them.

What ends a record depends on the layout, and the layout shows between two findings:

- the next row of a table: a line feed, unless the value behind it stands alone on its line under a name of its own
  (`phone: …`, `"phone": "…"`, `手机号…`), as in a form, a block of keys and values or printed JSON;
- an empty line or a rule between such blocks;
- the next element of an array (`},{`), the next tuple (`),(`), the next element of XML or row of HTML;
- more than REACH bytes: what lies so far apart is not linked;
- an identifier of a kind the record has already, with another value, behind a line break or a closed object.

In doubt a record ends: persons are then rather counted twice than lost. A record is named by the place of its first
finding, so names are unique in a part, whatever runs it comes in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from policies.batch import Batch
from policies.expression import expression
from policies.part import Part
from policies.subjects import IDENTIFIERS

REACH: Final = 4096
"""Bytes between two findings beyond which they are not linked."""

NAMES: Final = frozenset({*IDENTIFIERS, "cn.name"})
"""Kinds of which a person has one a record: another value begins the next."""

SURE: Final = 0.5
"""A finding less sure than this begins no record."""

MOST_OPEN: Final = 4096
"""Unfinished parts whose last record is remembered; it ends in the oldest where there are more."""

_EDGE: Final = expression(rb"[\n\r}\])]|</|/>")
"""A line break or an end; without one, nothing ends."""

_ELEMENT: Final = expression(rb"\}\s{0,64}(?:,\s{0,64})?\{|\]\s{0,64},\s{0,64}\[|\)\s{0,64},\s{0,64}\(")
_MARKUP: Final = expression(
    rb"</[\w:.-]{1,64}>\s{0,256}</([\w:.-]{1,64})>\s{0,256}<\1(?=[\s>])(?![^<>]{0,64}>\s{0,64}<th)"
    rb"|</(?:tr|li|row)>\s{0,256}<(?:tr|li|row)(?=[\s>])(?![^<>]{0,64}>\s{0,64}<th)"
    rb"|/>\s{0,256}<\w"
)
_BRACKET: Final = expression(rb"[{}\[\]]")
_BLANK: Final = expression(rb"\n[ \t\r]{0,64}\n|\n[-=*_]{3,99}[ \t\r]{0,64}\n")
_NAMED: Final = expression(
    rb"[\s>#*-]{0,64}[\"'<({\[]{0,2}"
    rb"(?:[^\s\d:=,;|\"'<>&\x00-\x1f][^:=,;|\"'<>\t\n]{0,47}[\"']?\s{0,16}(?:[:=>]|\xef\xbc\x9a)"
    rb"|[^,;|\t\n\d]{0,47}(?:\xe5\x8f\xb7|\xe7\xa0\x81|\xe8\xaf\x81|\xe7\xae\xb1|\xe8\xaf\x9d|\xe6\x9c\xba|\xe5\x8d\xa1"
    rb"|\bno\.?|number|phone|mobile|\btel|\bid|card|mail|account|\bis))"
    rb"[\s\"'(\[+>#*]{0,8}"
)
"""The beginning of a line that names the value behind it: a key, or a word such as 号 码 证 箱 话 机 卡, alone."""


@dataclass(slots=True)
class _Record:
    """The record at whose end the reading is."""

    name: int  # where its first finding begins in the part
    end: int  # where its last finding ends in the part
    depth: int = 0  # of brackets, against the first finding
    floor: int = 0  # the least depth of a finding
    edges: int = 0  # gaps with a line break or an end in them
    kinds: dict[str, tuple[bytes, int]] = field(default_factory=dict)  # kind -> its last value's digest, edges before
    behind: bytes = b""  # what is known to follow `end`, at most REACH + 1 bytes


class Records:
    """The records of parts that come run by run."""

    def __init__(self) -> None:
        self._open: dict[tuple[int, int], _Record] = {}
        self._segment = -1
        self._record: _Record | None = None
        self._place = 0  # in the batch, where the last finding ended

    def begin(self) -> None:
        """Another batch is read."""
        self._segment = -1

    def name(
        self, batch: Batch, segment: int, span: tuple[int, int], shift: int, kind: str, digest: bytes, confidence: float
    ) -> int:
        """The record that the next finding of a batch is in; findings come by segment and place.

        Args:
            segment: the finding's.
            span: its beginning and end in the batch.
            shift: what leads from there to its place in the part.
        """
        start, end = span
        if segment != self._segment:
            self._segment = segment
            self._record = self._carried(batch, segment)
            gap = self._gap_from_before(batch, segment, start, shift)
        else:
            gap = batch.slice(self._place, start) if start - self._place <= REACH and start > self._place else b""
            if start - self._place > REACH:
                self._record = None
        record = self._record
        if record is None or not _goes_on(record, gap, kind, digest, confidence):
            record = self._record = _Record(start + shift, end + shift)
        record.end = end + shift
        if kind in NAMES and confidence >= SURE:
            record.kinds[kind] = (digest, record.edges)
        self._place = end
        part = batch.parts[int(batch.segment_part[segment])]
        if not (part.last or part.separate):
            self._keep(part, record)
        return record.name

    def end(self, parts: Sequence[Part]) -> None:
        """The batch is read: remember what follows the last findings of unfinished parts, forget finished ones."""
        self._record = None
        if not self._open:
            return
        for part in parts:
            key = (part.owner, part.id)
            record = self._open.get(key)
            if record is None:
                continue
            if not part.last:
                record.behind = _extended(record, part)
            if part.last or len(record.behind) > REACH:
                del self._open[key]

    def _keep(self, part: Part, record: _Record) -> None:
        key = (part.owner, part.id)
        if self._open.get(key) is not record:
            self._open.pop(key, None)
            if len(self._open) >= MOST_OPEN:
                self._open.pop(next(iter(self._open)))
            self._open[key] = record
        record.behind = b""

    def _carried(self, batch: Batch, segment: int) -> _Record | None:
        if not self._open:
            return None
        part = batch.parts[int(batch.segment_part[segment])]
        return None if part.separate else self._open.get((part.owner, part.id))

    def _gap_from_before(self, batch: Batch, segment: int, start: int, shift: int) -> bytes:
        """The bytes between the last finding of the run before and the first of this one."""
        record = self._record
        if record is None:
            return b""
        known = record.end + len(record.behind)
        if start + shift <= known:
            return record.behind[: max(start + shift - record.end, 0)]
        begin = max(known - shift, int(batch.segment_start[segment]))
        if begin - (known - shift) > 0 or start - begin + len(record.behind) > REACH:
            self._record = None  # bytes between are lost, or too many
            return b""
        return record.behind + batch.slice(begin, start)


def _extended(record: _Record, part: Part) -> bytes:
    """What is known to follow the record's end after another run; more than REACH bytes where the record is over."""
    known = record.end + len(record.behind)
    if part.offset > known:
        return b"\n" * (REACH + 1)
    new = b""
    at = part.offset
    for piece in part.pieces:
        if at + len(piece) > known and len(new) <= REACH:
            new += bytes(piece[max(known - at, 0) : max(known - at, 0) + REACH + 1])
        at += len(piece)
    return (record.behind + new)[: REACH + 1]


def _goes_on(record: _Record, gap: bytes, kind: str, digest: bytes, confidence: float) -> bool:
    """Whether a finding behind `gap` belongs to the record; if so, the record knows the gap afterwards."""
    if b"\0" in gap:
        gap = gap.replace(b"\0", b"")  # UTF-16
    if _EDGE.search(gap) is not None:
        if _ends(record, gap):
            return False
        record.edges += 1
    if kind not in NAMES or confidence < SURE:
        return True
    value, edges = record.kinds.get(kind, (digest, 0))
    return value == digest or edges == record.edges


def _ends(record: _Record, gap: bytes) -> bool:
    """Whether the layout says that the next record begins in a gap."""
    low = record.depth
    depth = record.depth
    for bracket in _BRACKET.finditer(gap):
        depth += 1 if bracket[0] in b"{[" else -1
        low = min(low, depth)
    if _ELEMENT.search(gap) is not None and (low < record.floor or b"(" in gap):
        return True
    if _MARKUP.search(gap) is not None:
        return True
    record.depth = depth
    record.floor = min(record.floor, depth)
    _, feed, line = gap.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rpartition(b"\n")
    if not feed:
        return False
    return _BLANK.search(gap) is not None or _NAMED.fullmatch(line) is None
