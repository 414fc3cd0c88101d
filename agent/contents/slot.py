"""A part while it is being written: it finds its format, feeds the decoder, or gives runs to inspect."""

from collections.abc import Sequence
from typing import Final

from agent.budget import Budget
from agent.contents import CODINGS, IDENTITIES, JSON, choose
from agent.contents.deflate import is_gzip
from agent.contents.format import Decoder, Format
from agent.contents.json import is_plain
from agent.contents.media import SNIFF_BYTES, unreadable_type
from agent.contents.runs import Runs
from agent.contents.walk import Walk
from policies.part import Buffer

_SNIFF: Final = 0  # first bytes are gathered
_LEAF: Final = 1  # what comes is inspected
_DECODE: Final = 2  # what comes goes to the decoder
_UNREAD: Final = 3  # what comes is counted under `_reason`
_DONE: Final = 4

OVER_BUDGET: Final = "over budget"


class Slot:
    """One part of one transfer: an inlet to its protocol's reader, an outlet to its own decoder."""

    __slots__ = (
        "_budget",
        "_charged",
        "_child",
        "_codings",
        "_damage",
        "_decoder",
        "_depth",
        "_format",
        "_given",
        "_mode",
        "_pending",
        "_reason",
        "_runs",
        "_twin",
        "_waits",
        "at",
        "exact",
        "inspect",
        "name",
        "owner",
        "path",
        "type",
        "walk",
    )

    def __init__(
        self,
        walk: Walk,
        owner: int,
        path: str,
        *,
        name: str = "",
        type: str | None = "",  # noqa: A002
        codings: Sequence[str] = (),
        exact: bool = False,
        given: Format | None = None,
        inspect: bool = True,
    ) -> None:
        """Begin a part. A `type` of None says that it holds no format; `codings` are in the order applied.

        `given` is the format where the protocol knows it, whatever the first bytes look like.
        """
        self.walk = walk
        self.owner = owner
        self.path = path
        self.name = name
        self.type = type or ""
        self._codings = codings
        self.exact = exact
        self._mode = _LEAF if type is None and not codings else _SNIFF
        self._pending: list[Buffer] = []
        self._waits = False  # the walk will flush this slot when the feed ends
        self.at = self._depth = 0
        self._reason = self._damage = ""
        self.inspect = inspect
        self._charged = False
        self._budget: Budget | None = None
        self._decoder: Decoder | None = None
        self._runs: Runs | None = None
        self._format: Format | None = None
        self._given = given
        self._child: Slot | None = None
        self._twin: Slot | None = None

    # As an inlet

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the part; views stay valid until the end of the feed."""
        if self._charged:
            self._charge(sum(map(len, pieces)))
        mode = self._mode
        if mode == _DECODE:
            self._decode(pieces)
        elif mode == _UNREAD:
            self._skip(pieces)
        elif mode != _DONE:
            self._gather(pieces)
            # A part of its own may end in this very feed: then it is known whole.
            if mode == _SNIFF and (self._depth or self._given) and self._enough():
                self._open()

    def gap(self, size: int) -> None:
        """`size` bytes of the part were lost: what follows is glued to nothing before it."""
        if self._mode == _SNIFF and self._pending:
            self._open()
        if self._twin is not None:
            self._twin.gap(size)
        if self._mode == _DECODE and self._decoder is not None:
            if not self._decoder.gap(size) and self._format is not None:
                self.fail(f"{self._format.label} interrupted by a gap")
        elif self._mode == _LEAF:
            self._emit(last=True, damage="gap")
            if self._runs is not None:
                self._runs.cut()
        self._damage = "gap"

    def end(self, damage: str = "") -> None:
        """The part is complete, or never will be: `damage` says why."""
        damage = damage or self._damage
        if self._mode == _SNIFF and self._pending and not self._is_plain_json():
            self._open()
        if self._mode == _DECODE and self._decoder is not None:
            self.walk.at = self.at  # what the decoder held back came with its last bytes
            self._decoder.close()
            if self._mode != _DECODE:
                self._count(1)  # not nothing: what is missing makes the part unread
        if self._mode == _LEAF:
            self._emit(last=True, damage=damage)
        if self._child is not None:
            self._child.end(damage)
        if self._twin is not None:
            self._twin.end(damage)
        self._mode = _DONE
        self._decoder = self._child = self._twin = self._runs = None

    def flush(self) -> None:
        """The feed ends: make a run of what is pending, or keep a copy while the format is not known."""
        self._waits = False
        if self._mode == _SNIFF and self._pending and self._enough():
            self._open()
        if self._mode == _LEAF:
            self._emit(last=False, damage=self._damage)
        elif self._pending:
            self._pending = [b"".join(self._pending)]

    # As an outlet

    @property
    def spent(self) -> bool:
        """Whether the budget is spent: nothing more is taken."""
        return self._budget is not None and bool(self._budget.hit)

    def give(self, pieces: Sequence[Buffer], *, same: bool = False) -> bool:
        """Decoded bytes of the only deeper part; False once the budget is spent."""
        child = self._child or self._only_child()
        if same:
            child.write(pieces)
            return True
        child.exact = False
        size = sum(map(len, pieces))
        if self._budget is not None and not self._budget.spend(size):
            self._stop()
            return False
        child.write(pieces)
        self.walk.decoded(size)
        return True

    def lose(self, size: int) -> bool:
        """Bytes of the only deeper part were lost; always True."""
        if self._child is not None:
            self._child.gap(size)
        return True

    def begin(
        self,
        label: str,
        *,
        name: str = "",
        type: str = "",  # noqa: A002
        coding: str = "",
        inspect: bool = True,
    ) -> "Slot":
        """One of several deeper parts."""
        path = f"{self.path} > {label}"
        codings = (coding,) if coding else ()
        child = Slot(self.walk, self.owner, path, name=name, type=type, codings=codings, inspect=inspect)
        self._adopt(child)
        child._charged = True
        if not inspect:
            child._mode = _LEAF if self.walk.listing else _DONE
        if self._budget is not None and not self._budget.member():
            child._stop()
        return child

    def fail(self, reason: str) -> None:
        """What follows cannot be decoded."""
        self._mode, self._reason = _UNREAD, reason
        self._decoder = None
        if self._child is not None:
            self._child.end(reason)
            self._child = None

    def _charge(self, size: int) -> None:
        if self._budget is not None and not self._budget.spend(size):
            self._stop()
        self.walk.decoded(size)

    def _gather(self, pieces: Sequence[Buffer]) -> None:
        if not self._pending:
            self.at = self.walk.at
        self._pending.extend(pieces)
        if not self._waits:
            self._waits = True
            self.walk.wait(self)

    def _decode(self, pieces: Sequence[Buffer]) -> None:
        assert self._decoder is not None
        assert self._budget is not None
        self.at = self.walk.at
        size = sum(map(len, pieces))
        if self._depth == 0:
            self._budget.read_bytes += size
        if self._twin is not None:
            self._twin.write(pieces)
        self._decoder.feed(pieces)
        if self._mode == _UNREAD:
            self._count(size)

    def _skip(self, pieces: Sequence[Buffer]) -> None:
        self._count(sum(map(len, pieces)))
        if self._twin is not None:
            self._twin.write(pieces)

    def _count(self, size: int) -> None:
        self.walk.count(self._reason, size)
        is_media = "/" in self._reason
        if not is_media and self._reason != OVER_BUDGET:
            self.walk.hide(self.owner, size)

    def _enough(self) -> bool:
        """Whether the first bytes are there that tell what the part is."""
        return self._given is not None or sum(map(len, self._pending)) >= SNIFF_BYTES

    def _is_plain_json(self) -> bool:
        """Whether all of the part is here and is JSON that its decoder would pass on as it is: it is a leaf then."""
        if self._depth or self._given or self._codings or self.walk.listing or self._pending[0][:1] not in (b"{", b"["):
            return False
        text = b"".join(self._pending)
        if not is_plain(text) or choose(self.type, text[:SNIFF_BYTES]) is not JSON:
            return False
        self.path = f"{self.path} > {JSON.label}"
        self._budget = Budget(self.walk.limits, read_bytes=len(text), purse=self.walk.purse)
        self._depth = 1
        self._mode, self.type = _LEAF, ""
        return True

    def _open(self) -> None:
        """Decide by the first bytes what the part is, and treat them so."""
        pieces, self._pending = self._pending, []
        head = bytes(pieces[0][:SNIFF_BYTES])
        if len(head) < SNIFF_BYTES:
            head = b"".join(pieces)[:SNIFF_BYTES]
        self._mode = _LEAF
        found = self._given or (self._coding(head) if self._codings else None)
        if found is None and self._mode == _LEAF:
            found = choose(self.type, head)
        if found is not None:
            self._unwrap(found)
        elif self._mode == _LEAF:
            self._reason = unreadable_type(head)
            self._mode = _UNREAD if self._reason else _LEAF
        if self._mode == _LEAF:
            self._pending = pieces
            return
        if self.walk.listing:
            self._list()
        now, self.walk.at = self.walk.at, self.at
        self.write(pieces)
        self.walk.at = now

    def _coding(self, head: bytes) -> Format | None:
        """The outermost coding that was announced and is there."""
        codings = [coding for coding in self._codings if coding not in IDENTITIES]
        while codings:
            coding = codings.pop()
            self._codings = codings
            if coding not in CODINGS:
                self._mode, self._reason = _UNREAD, f"{coding[:40]} not supported yet"
                return None
            if coding not in ("gzip", "x-gzip") or is_gzip(head):  # some announce gzip and send plain text
                return CODINGS[coding]
        return None

    def _unwrap(self, found: Format) -> None:
        if self._budget is None:
            self._budget = Budget(self.walk.limits, purse=self.walk.purse)
        if not self._budget.descend(self._depth):
            self.walk.exceeded(self._budget.hit, self.path)
            return
        self._mode, self._format = _DECODE, found
        self._decoder = found.decoder(self)

    def _only_child(self) -> "Slot":
        assert self._format is not None
        path = f"{self.path} > {self._format.label}"
        inner = self._format.inner(self.type)
        child = Slot(self.walk, self.owner, path, name=self.name, type=inner, codings=self._codings, exact=self.exact)
        self._adopt(child)
        self._child = child
        return child

    def _adopt(self, child: "Slot") -> None:
        child._budget = self._budget
        child._depth = self._depth + 1
        child._damage = self._damage

    def _list(self) -> None:
        """Let a twin list the bytes that are not inspected here."""
        is_media = "/" in self._reason  # a picture says what it is, a coding without a decoder is damage
        twin = Slot(self.walk, self.owner, self.path, name=self.name, type=None, exact=self.exact)
        twin.type, twin.inspect = self._reason if is_media else self.type, False
        twin._damage = "" if is_media else self._reason
        self._twin = twin

    def _stop(self) -> None:
        if self._budget is not None:
            self.walk.exceeded(self._budget.hit, self.path)
        self.fail(OVER_BUDGET)

    def _emit(self, *, last: bool, damage: str) -> None:
        pieces, self._pending = self._pending, []
        if self._runs is None:
            if not pieces:
                return
            self._runs = Runs()
        self._runs.emit(self, pieces, last=last, damage=damage)

    # As its runs see it

    def descends(self, size: int) -> bool:
        """Whether there may be deeper parts; `size` bytes of the part came before."""
        self._budget = self._budget or Budget(self.walk.limits, read_bytes=size, purse=self.walk.purse)
        return self._depth < self.walk.limits.depth

    def searched(self, size: int) -> None:
        """So many bytes were searched for deeper parts."""
        if self._depth == 0 and self._budget is not None:
            self._budget.read_bytes += size
