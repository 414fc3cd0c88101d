"""What is recognised, but not read."""

from typing import Any

import pytest

from agent.contents import choose
from agent.contents.sealed import DAMAGED, ENCRYPTED, is_enveloped


@pytest.mark.parametrize(
    ("found", "reason"),
    [(ENCRYPTED, "encrypted"), (DAMAGED, "damaged")],
)
def test_nothing_is_decoded_and_the_reason_is_said(decode: Any, found: Any, reason: str) -> None:
    out = decode(found.decoder, b"bytes")
    assert (out.failed, bytes(out.data)) == (reason, b"")
    assert decode(found.decoder, b"").failed == ""
    assert decode(found.decoder, b"12345678", 4, gap_at=4).failed != ""


def test_encrypted_messages_are_told_by_their_first_bytes() -> None:
    enveloped = bytes.fromhex("3082019606092a864886f70d010703a0820187")
    assert is_enveloped(enveloped)
    assert not is_enveloped(enveloped.replace(b"\x07\x03", b"\x07\x02"))
    assert choose("application/octet-stream", enveloped) is ENCRYPTED
    assert choose("text/plain", b"-----BEGIN PGP MESSAGE-----\n\nhQEM") is ENCRYPTED
