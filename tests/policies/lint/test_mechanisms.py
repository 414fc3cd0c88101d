"""A path that the law does not open is an error; where it does, nothing is said."""

from collections.abc import Callable

import pytest

from policies.lint import mechanisms

Said = Callable[[str], set[str]]

PATH = "transfers: [{id: T, mechanism: %s, classes: [%s], recipients: {cidrs: [198.51.100.0/28], countries: [%s]}, valid: {to: 2027-12-31}}]\n"
CII, CITY = "processor: {cii_operator: true}\n", "processor: {gba_city: shenzhen}\n"
SMALL = (
    PATH.replace("mechanism: %s", "mechanism: exemption, article: CBDF2024.5.1.4")
    + "bases: [{id: CBDF2024.5.1.4, law: x}]\n"
)
CATALOGUE = "processor: {important_data: [{id: I, source: notified, day: 2026-01-01, classes: [pi.sensitive]}]}\n"

TRIPS = {
    "contract-by-cii-operator": CII + PATH % ("certification", "pi.ordinary", "SG"),
    "contract-for-important-data": PATH % ("standard_contract", "data.important", "SG"),
    "gba-contract-outside-area": PATH % ("gba_contract", "pi.ordinary", "HK"),
    "gba-contract-elsewhere": CITY + PATH % ("gba_contract", "pi.ordinary", "HK, SG"),
    "small-exemption-by-cii-operator": CII + SMALL % ("pi.ordinary", "SG"),
    "small-exemption-of-sensitive": SMALL % ("pi.sensitive", "SG"),
    "unregistered-zone": "processor: {ftz: {zone: lingang}}\n" + PATH % ("negative_list", "pi.ordinary", "SG"),
    "approval-of-personal": PATH % ("approval", "pi.ordinary", "SG"),
    "untransferable-class": PATH % ("approval", "state.secret", "SG"),
}
SILENT = {
    "contract-by-cii-operator": CII + PATH % ("security_assessment", "pi.ordinary", "SG"),
    "contract-for-important-data": PATH % ("security_assessment", "data.important", "SG"),
    "gba-contract-outside-area": CITY + PATH % ("gba_contract", "pi.ordinary", "HK"),
    "gba-contract-elsewhere": CITY + PATH % ("gba_contract", "pi.ordinary", "HK, MO"),
    "small-exemption-by-cii-operator": SMALL % ("pi.ordinary", "SG"),
    "small-exemption-of-sensitive": SMALL % ("pi.ordinary", "SG"),
    "unregistered-zone": "processor: {ftz: {zone: lingang, registered: true}}\n"
    + PATH % ("negative_list", "pi.ordinary", "SG"),
    "approval-of-personal": PATH % ("approval", "data.important", "SG"),
    "untransferable-class": PATH % ("approval", "data.important", "SG"),
}


def test_what_a_regulator_notified_is_important(said_of: Said) -> None:
    assert "contract-for-important-data" in said_of(CATALOGUE + PATH % ("standard_contract", "pi.sensitive", "SG"))


def test_a_contract_of_the_area_without_a_country_is_not_narrowed(said_of: Said) -> None:
    assert "gba-contract-elsewhere" in said_of(CITY + PATH % ("gba_contract", "pi.ordinary", ""))


@pytest.mark.parametrize("check", TRIPS)
def test_a_check_speaks_of_what_it_is_about(check: str, said_of: Said) -> None:
    assert check in said_of(TRIPS[check])


@pytest.mark.parametrize("check", SILENT)
def test_a_check_is_silent_where_all_is_well(check: str, said_of: Said) -> None:
    assert check not in said_of(SILENT[check])


def test_every_check_of_the_group_has_both_cases() -> None:
    assert [check.id for check in mechanisms.CHECKS] == list(TRIPS) == list(SILENT)
