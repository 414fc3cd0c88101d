"""Where an address is as far as the policy alone says."""

import ipaddress
from collections.abc import Callable
from typing import Final

from policies.policy import GeoOverride, Policy
from policies.prefixes import PrefixTable, prefix_table

EXAMPLES: Final = tuple(
    map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"))
)
"""Blocks for examples (RFC 5737, RFC 3849): public in what they stand for."""


def known_places(policy: Policy) -> Callable[[str], str]:
    """Where an address is as far as the policy itself says: by its overrides, or private and so at home."""
    table: PrefixTable[GeoOverride] = prefix_table((one.cidr, one) for one in policy.geo_overrides)

    def place_of(address: str) -> str:
        override = next(table.at(address), None)
        if override is not None:
            home = override.country in policy.border.mainland
            return override.jurisdiction or ("mainland" if home else "outside")
        if ipaddress.ip_address(address).is_private and not any(
            ipaddress.ip_address(address) in net for net in EXAMPLES
        ):
            return {"home": "local"}.get(policy.border.private_default, policy.border.private_default)
        return "unknown"

    return place_of
