"""Own hosts: what they hold, and whether anything of it may leave."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asset:
    """A group of own hosts."""

    id: str
    holds: frozenset[str] = frozenset()  # classes
    egress: str = "default"  # "default", "approved_only", "deny"
    record_bytes: int = 0  # bytes a person, to estimate persons from encrypted volume; 0 where unknown


NO_ASSET = Asset("")
"""The asset of a host that the policy does not name."""
