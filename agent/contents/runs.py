"""The runs of a plain part: glued by their tails, in UTF-8, with what stands in base64 or hexadecimal in their text.

The only place where runs are glued: a run repeats the last TAIL bytes of the one before (`policies.part`).
"""

from collections.abc import Sequence
from typing import Protocol

from agent.contents import embedded
from agent.contents.charset import Undeclared
from agent.contents.format import Inlet
from agent.contents.media import media_type
from agent.contents.walk import Walk
from policies.part import Buffer, Part, tail_of


class Plain(Protocol):
    """The part, as its slot knows it."""

    walk: Walk
    owner: int
    path: str
    name: str
    type: str
    exact: bool
    inspect: bool
    at: int

    def begin(self, label: str, *, coding: str = "") -> Inlet:
        """One of several deeper parts."""

    def descends(self, size: int) -> bool:
        """Whether there may be deeper parts; `size` bytes of the part came before."""

    def searched(self, size: int) -> None:
        """So many bytes were searched for deeper parts."""


class Runs:
    """What is known of the runs of one part so far."""

    __slots__ = ("_embedded", "_id", "_tail", "_total", "_undeclared")

    def __init__(self) -> None:
        self._id = self._total = 0
        self._tail = b""
        self._embedded: embedded.Embedded | None = None
        self._undeclared: Undeclared | None = None

    def cut(self) -> None:
        """Bytes were lost: what follows is glued to nothing before it."""
        self._id = self._total = 0
        self._tail = b""
        if self._undeclared is not None and not self._undeclared.codec:
            self._undeclared = None

    def emit(self, part: Plain, pieces: Sequence[Buffer], *, last: bool, damage: str) -> None:
        """Make a run of the next pieces; where they show another character set, a second one of what is converted."""
        at = part.at
        if part.inspect and (pieces or self._id or self._undeclared):
            text = b"".join(pieces)
            self._seek(part, text, last=last)
            if not part.walk.listing:
                told = self._undeclared = self._undeclared or Undeclared()
                at = told.held_at if told.held else at
                plain, converted = told.split(text, part.at, exact=part.exact, last=last)
                if plain is not text:
                    pieces = (plain,) if plain else ()
                if told.codec:
                    if pieces:
                        self._run(part, pieces, at, last=False)
                    self._run(part, (converted,) if converted else (), at, told.codec, last=last, damage=damage)
                    return
        self._run(part, pieces, at, last=last, damage=damage)

    def _run(
        self, part: Plain, pieces: Sequence[Buffer], at: int, codec: str = "", *, last: bool, damage: str = ""
    ) -> None:
        """Make a run of the pieces behind the tail of the run before."""
        tail = self._tail
        if not pieces and not (last and self._id):
            return
        if not self._id:
            self._id = part.walk.next_id()
        run = [tail, *pieces] if tail else pieces
        part.walk.parts.append(
            Part(
                part.owner,
                self._id,
                f"{part.path} > {codec}" if codec else part.path,
                run,
                self._total - len(tail),
                len(tail),
                last,
                part.inspect,
                name=part.name,
                type=media_type(part.type),
                stream_offset=at,
                exact=part.exact and not codec,
                damage=damage if last else "",
            )
        )
        if not last:
            self._total += sum(map(len, pieces))
            self._tail = tail_of(run)

    def _seek(self, part: Plain, text: bytes, *, last: bool) -> None:
        """Decode what stands in the text in base64 or hexadecimal."""
        if self._embedded is None:
            text = self._tail[1 - embedded.LEAST_CHARACTERS :] + text
            if not embedded.may_hold(text) or not part.descends(self._total):
                return
            self._embedded = embedded.Embedded(lambda label, coding: part.begin(label, coding=coding))
        part.searched(len(text))
        now, part.walk.at = part.walk.at, part.at
        self._embedded.feed(text)
        if last:
            self._embedded.close()
            self._embedded = None
        part.walk.at = now
