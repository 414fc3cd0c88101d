"""Host names that clients write."""

import pytest

from agent.hostnames import NAME_BYTES, clean_name


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        (b" Good.Example:8080 ", "good.example"),
        (b"[2001:db8::1]:80", "[2001:db8::1]"),
        (b"bad\x1b[31m\xff.example", "bad[31m.example"),
        (b"x" * 999, "x" * NAME_BYTES),
        (b":80", ""),
    ],
)
def test_names_are_cleaned_and_bounded(given: bytes, clean: str) -> None:
    assert clean_name(given) == clean
