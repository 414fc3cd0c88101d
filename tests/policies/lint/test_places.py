"""What is said of places is explained, ends, and sends nothing abroad."""

from collections.abc import Callable

import pytest

from policies.lint import places

Said = Callable[[str], set[str]]

OVERRIDES = "geo: {overrides: [%s]}"
WHY = "reason: x, by: y, until: 2027-12-31"
OUTPUT = "outputs: [{kind: %s, to: '%s'}]"

TRIPS = {
    "unexplained-override": OVERRIDES % "{cidr: 10.1.0.0/16, place: HK, reason: x, by: y}",
    "unexplained-relay": "geo: {relays: [{cidr: 10.1.9.10, kind: socks, reason: x, by: y}]}",
    "public-override-to-mainland": OVERRIDES % f"{{cidr: 8.8.8.0/24, place: CN, {WHY}}}",
    "redundant-override": OVERRIDES
    % f"{{cidr: 10.0.0.0/8, place: HK, {WHY}}}, {{cidr: 10.1.0.0/16, country: HK, {WHY}}}",
    "output-abroad": OUTPUT % ("webhook", "https://audit.example.hk/in"),
}
SILENT = {
    "unexplained-override": OVERRIDES % f"{{cidr: 10.1.0.0/16, place: HK, {WHY}}}",
    "unexplained-relay": f"geo: {{relays: [{{cidr: 10.1.9.10, kind: socks, {WHY}}}]}}",
    "public-override-to-mainland": OVERRIDES % f"{{cidr: 8.8.8.0/24, place: US, {WHY}}}",
    "redundant-override": OVERRIDES
    % f"{{cidr: 10.0.0.0/8, place: HK, {WHY}}}, {{cidr: 10.1.0.0/16, place: US, {WHY}}}",
    "output-abroad": OUTPUT % ("webhook", "https://audit.example.cn/in"),
}
ABROAD = "geo: {overrides: [{cidr: 10.80.0.0/16, place: HK, reason: x, by: y, until: 2027-12-31}]}\n"


@pytest.mark.parametrize(
    ("kind", "to", "abroad"),
    [
        ("syslog", "10.80.5.5:6514", True),
        ("syslog", "10.1.5.5:6514", False),
        ("syslog", "[2001:db8::1]:6514", False),
        ("webhook", "https://10.80.5.5/in", True),
        ("webhook", "https://example.io/in", False),
        ("webhook", "https://[broken", False),
        ("syslog", "loghost", False),
        ("file", "records/de", False),
    ],
)
def test_an_output_is_abroad_by_the_policys_own_knowledge(said_of: Said, kind: str, to: str, abroad: bool) -> None:
    assert ("output-abroad" in said_of(ABROAD + OUTPUT % (kind, to))) is abroad


def test_statistics_may_go_abroad(said_of: Said) -> None:
    assert "output-abroad" not in said_of(
        "outputs: [{kind: webhook, to: 'https://a.example.hk', redaction: statistics_only}]"
    )


@pytest.mark.parametrize("check", TRIPS)
def test_a_check_speaks_of_what_it_is_about(check: str, said_of: Said) -> None:
    assert check in said_of(TRIPS[check])


@pytest.mark.parametrize("check", SILENT)
def test_a_check_is_silent_where_all_is_well(check: str, said_of: Said) -> None:
    assert check not in said_of(SILENT[check])


def test_every_check_of_the_group_has_both_cases() -> None:
    assert [check.id for check in places.CHECKS] == list(TRIPS) == list(SILENT)
