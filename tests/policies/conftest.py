"""What the policy tests share: a policy from a text, and a transfer with few words."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.place import Jurisdiction, Place
from policies.finding import Tally
from policies.load import load_policy
from policies.policy import Policy
from policies.problems import PolicyInvalid
from policies.transfer import Transfer

NOON_2026_NS = 1_782_014_400_000_000_000
"""2026-06-21 12:00 in Shanghai."""

SHANGHAI = Place("CN", "CN", Jurisdiction.MAINLAND, "high", "test")
DALLAS = Place("US", "US", Jurisdiction.OUTSIDE, "high", "test")

UPLOAD = Transfer(
    protocol="tcp",
    sender="10.20.0.5",
    sender_port=40000,
    receiver="203.0.113.9",
    receiver_port=443,
    client="10.20.0.5",
    server="203.0.113.9",
    first_ns=NOON_2026_NS,
    last_ns=NOON_2026_NS,
    bytes=1000,
    sender_place=SHANGHAI,
    receiver_place=DALLAS,
)


@pytest.fixture
def upload() -> Callable[..., Transfer]:
    """A transfer from Shanghai to Dallas at noon on 2026-06-21; `found` gives {detector: count}."""

    def build(found: dict[str, int] | None = None, confidence: float = 0.9, **changes: Any) -> Transfer:
        tallies = tuple(Tally(name, count, confidence, ("1****1",), ("raw",)) for name, count in (found or {}).items())
        return replace(UPLOAD, findings=tallies, **changes)

    return build


@pytest.fixture
def policy_of(tmp_path: Path) -> Callable[[str], Policy]:
    """The policy of a YAML text."""

    def build(text: str) -> Policy:
        path = tmp_path / "firm.yaml"
        path.write_text(text, encoding="utf-8")
        return load_policy([path])

    return build


@pytest.fixture
def problems_of(policy_of: Callable[[str], Policy]) -> Callable[[str], list[str]]:
    """What is wrong with a YAML text: `line:column  message` each, nothing when it is a policy."""

    def build(text: str) -> list[str]:
        try:
            policy_of(text)
        except PolicyInvalid as error:
            return [str(problem).partition("firm.yaml:")[2] for problem in error.problems]
        return []

    return build
