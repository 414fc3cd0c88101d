"""How wide a registered path is: its recipients, its classes, its caps."""

import ipaddress
from typing import Final

from policies.lint.check import Case, Check, Said, named, personal
from policies.lint.known import EXAMPLES
from policies.lint.mechanisms import CONTRACTS, SMALL_EXEMPTION
from policies.prefixes import prefix_table

ORDINARY_LIMIT: Final = 1_000_000
SENSITIVE_LIMIT: Final = 10_000
EXEMPT_LIMIT: Final = 100_000
"""From these numbers of persons on, themselves included, more is asked for (2024 Provisions, 5, 7 and 8)."""
WIDEST: Final = {4: 16, 6: 32}
"""The shortest prefix of a recipient that is no surprise, by IP version."""


def _cap_above(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        limit = 0
        if lawful.mechanism in CONTRACTS:
            limit = SENSITIVE_LIMIT if case.sensitive(case.covered(lawful)) else ORDINARY_LIMIT
        elif lawful.article == SMALL_EXEMPTION:
            limit = EXEMPT_LIMIT
        for key, cap in (
            ("subjects_per_year", lawful.caps.subjects_per_year),
            ("subjects_per_transfer", lawful.caps.subjects_per_transfer),
        ):
            if limit and cap >= limit:
                yield (
                    (*path, "caps", key),
                    f"{named('transfer', one)}: {lawful.mechanism} holds for fewer than {limit:,} persons, "
                    f"the cap allows {cap:,}; write at most {limit - 1}",
                )


def _without_caps(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if lawful.mechanism in CONTRACTS and not lawful.caps.subjects_per_year and personal(case.covered(lawful)):
            yield (
                (*path, "caps"),
                f"{named('transfer', one)} has no cap; write caps: {{subjects_per_year: …}} as it was filed",
            )


def _wide_classes(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        for index, pattern in enumerate(one["classes"]):
            head, _, tail = pattern.partition(".")
            if "*" in head or tail == "*":
                yield (
                    (*path, "classes", index),
                    f'{named("transfer", one)}: "{pattern}" covers whatever a later policy names; list the classes',
                )


def _name_only(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if not lawful.by_address:
            yield (
                (*path, "recipients"),
                f"{named('transfer', one)} knows its recipient by name only, "
                "which the sender chooses; add its cidrs or asns",
            )


def _wide_recipient(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        for index, cidr in enumerate(one["recipients"]["cidrs"]):
            net = ipaddress.ip_network(cidr)
            if net.prefixlen < WIDEST[net.version]:
                yield (
                    (*path, "recipients", "cidrs", index),
                    f"{named('transfer', one)}: {cidr} is wider than /{WIDEST[net.version]}; "
                    "list the recipient's own prefixes",
                )


def _recipient_at_home(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        for index, cidr in enumerate(one["recipients"]["cidrs"]):
            first = ipaddress.ip_network(cidr)[0]
            where = case.place_of(str(first))
            if where in ("mainland", "local") and not any(first in net for net in EXAMPLES):
                yield (
                    (*path, "recipients", "cidrs", index),
                    f"{named('transfer', one)}: {cidr} is {where}, so nothing that goes there is an export; "
                    "say in geo.overrides where it is, or correct it",
                )


def _overlap(case: Case) -> Said:
    """Prefixes within prefixes whose entries cover the same class by different mechanisms at the same time."""
    held = [
        (cidr, (path, one, lawful, index))
        for path, one, lawful in case.transfers()
        for index, cidr in enumerate(one["recipients"]["cidrs"])
    ]
    table = prefix_table(held)
    for cidr, (path, one, lawful, index) in held:
        net = ipaddress.ip_network(cidr)
        for other_path, other, above, place in table.at(str(net[0])):
            around = ipaddress.ip_network(other["recipients"]["cidrs"][place])
            wider = around.prefixlen < net.prefixlen or (around == net and other_path < path)
            same_time = (not lawful.last or above.first <= lawful.last) and (
                not above.last or lawful.first <= above.last
            )
            both = sorted(case.covered(lawful) & case.covered(above))
            if wider and same_time and both and lawful.mechanism != above.mechanism:
                yield (
                    (*path, "recipients", "cidrs", index),
                    f"{named('transfer', one)}: {cidr} lies in {around} of {named('transfer', other)}, "
                    f"which covers {both[0]} by {above.mechanism}, not {lawful.mechanism}; say which one holds",
                )


CHECKS: Final = (
    Check("cap-above-mechanism", "warning", _cap_above, "a cap above what the mechanism allows"),
    Check("contract-without-caps", "warning", _without_caps, "a contract or certification without cap"),
    Check("wide-classes", "warning", _wide_classes, "a path for `*` or `pi.*`"),
    Check("name-only-recipient", "warning", _name_only, "a recipient known by name only"),
    Check("wide-recipient", "warning", _wide_recipient, "a recipient's prefix wider than /16 or /32 (IPv6)"),
    Check("recipient-at-home", "warning", _recipient_at_home, "a recipient inside the border"),
    Check("overlapping-recipients", "warning", _overlap, "one prefix and class under two mechanisms"),
)
