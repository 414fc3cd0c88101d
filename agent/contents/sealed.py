"""What is encrypted or damaged: nothing is decoded, everything counted."""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Decoder, Format, Outlet
from policies.part import Buffer


class Unread:
    """A part whose bytes are unread for a known reason."""

    def __init__(self, outlet: Outlet, reason: str) -> None:
        self._outlet = outlet
        self._reason = reason

    def feed(self, pieces: Sequence[Buffer]) -> None:  # noqa: ARG002
        """Say why nothing is decoded."""
        self._outlet.fail(self._reason)

    def gap(self, _: int) -> bool:
        """Nothing is decoded behind a gap either."""
        return False

    def close(self) -> None:
        """Nothing was held back."""


def _format(reason: str, label: str) -> Format:
    def decoder(outlet: Outlet) -> Decoder:
        return Unread(outlet, reason)

    return Format(label, decoder)


ENCRYPTED: Final = _format("encrypted", "encrypted")
DAMAGED: Final = _format("damaged", "damaged")
