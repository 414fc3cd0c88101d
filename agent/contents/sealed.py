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
MAGIC: Final = {b"-----BEGIN PGP MESSAGE-----": ENCRYPTED}
"""First bytes of what is recognised, but not read."""

_ENVELOPED: Final = (
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03",  # id-envelopedData (RFC 5652 14)
    b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17",  # id-ct-authEnvelopedData (RFC 5083 2)
)
_PREFIX_BYTES: Final = 32


def is_enveloped(head: bytes) -> bool:
    """Whether bytes begin an encrypted CMS message, as S/MIME sends it."""
    return head[:1] == b"\x30" and any(oid in head[:_PREFIX_BYTES] for oid in _ENVELOPED)
