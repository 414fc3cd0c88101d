"""What is recognised, but not read."""

from typing import Any

import pytest

from agent.contents.sealed import DAMAGED, ENCRYPTED


@pytest.mark.parametrize(
    ("found", "reason"),
    [(ENCRYPTED, "encrypted"), (DAMAGED, "damaged")],
)
def test_nothing_is_decoded_and_the_reason_is_said(decode: Any, found: Any, reason: str) -> None:
    out = decode(found.decoder, b"bytes")
    assert (out.failed, bytes(out.data)) == (reason, b"")
    assert decode(found.decoder, b"").failed == ""
    assert decode(found.decoder, b"12345678", 4, gap_at=4).failed != ""
