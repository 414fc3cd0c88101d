"""The seam of a format: what a decoder is given, and where it puts what it decodes.

A decoder is incremental and knows no file, no clock and no other decoder. It may keep at most 64 KB
between two calls, copies what it keeps, and never raises on any bytes: it says `fail`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from policies.part import Buffer


class Inlet(Protocol):
    """A part that is being written."""

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the part."""

    def gap(self, size: int) -> None:
        """`size` bytes of the part were lost."""

    def end(self, damage: str = "") -> None:
        """The part is complete; `damage` says why not."""


class Nowhere:
    """An inlet for parts that nobody wants."""

    __slots__ = ()

    def write(self, pieces: Sequence[Buffer]) -> None:
        """Drop."""

    def gap(self, size: int) -> None:
        """Drop."""

    def end(self, damage: str = "") -> None:
        """Drop."""


NOWHERE: Final = Nowhere()


class Outlet(Protocol):
    """Where a decoder puts what it decodes: one deeper part (`give`), or several (`begin`)."""

    @property
    def type(self) -> str:
        """The declared media type of the part that is decoded."""

    @property
    def spent(self) -> bool:
        """Whether the budget is spent: nothing more is taken."""

    def give(self, pieces: Sequence[Buffer], *, same: bool = False) -> bool:
        """The next decoded bytes of the only deeper part; False once the budget is spent: stop.

        `same` says that they are the very bytes of the encoded part, at the same place.
        """

    def lose(self, size: int) -> bool:
        """Bytes of the only deeper part were lost; always True."""

    def begin(
        self,
        label: str,
        *,
        name: str = "",
        type: str = "",  # noqa: A002
        coding: str = "",
        inspect: bool = True,
    ) -> Inlet:
        """One of several deeper parts; bytes written to it are charged to the budget.

        Without `inspect` it is listed only: it holds what carries the content, and no content.
        """

    def fail(self, reason: str) -> None:
        """What follows cannot be decoded: it is counted as unread under `reason`."""


class Decoder(Protocol):
    """Turns the bytes of one part into deeper parts."""

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the encoded part."""

    def gap(self, size: int) -> bool:
        """`size` bytes were lost; False when nothing behind them can be decoded."""

    def close(self) -> None:
        """No more bytes come: give what was held back, `fail` where something is missing."""


def keeps_type(declared: str) -> str | None:
    """For formats whose inside has the media type that the outside declares, such as a content coding."""
    return declared


def hides_type(_: str) -> str | None:
    """For formats whose inside says itself what it is."""
    return ""


def is_final(_: str) -> str | None:
    """For formats whose inside is text and holds no other format."""
    return None


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the registry."""

    label: str  # as it stands in part paths
    decoder: Callable[[Outlet], Decoder]
    inner: Callable[[str], str | None] = hides_type  # media type of what is inside; None: no format inside
