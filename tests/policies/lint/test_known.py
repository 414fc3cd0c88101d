"""Where an address is as far as a policy says it."""

from collections.abc import Callable

import pytest

from policies.lint.known import known_places
from policies.policy import Policy


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("10.1.2.3", "outside"),
        ("10.9.9.9", "mainland"),
        ("10.200.0.1", "local"),
        ("8.8.8.8", "unknown"),
        ("198.51.100.1", "unknown"),
    ],
)
def test_the_longest_override_decides_and_private_is_at_home(
    policy_of: Callable[[str], Policy], address: str, place: str
) -> None:
    overrides = "{cidr: 10.0.0.0/12, place: HK}, {cidr: 10.9.0.0/16, place: CN}"
    assert known_places(policy_of(f"geo: {{overrides: [{overrides}]}}"))(address) == place


def test_private_is_what_the_border_says(policy_of: Callable[[str], Policy]) -> None:
    assert known_places(policy_of("border: {private_default: unknown}"))("10.0.0.1") == "unknown"
