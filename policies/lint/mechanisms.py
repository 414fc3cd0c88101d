"""Paths that the law opens not to this processor, recipient or data (2024 Provisions, articles 5 to 8)."""

from typing import Final

from policies.lint.check import Case, Check, Said, named, personal

CONTRACTS: Final = frozenset({"standard_contract", "gba_contract", "certification"})
SMALL_EXEMPTION: Final = "CBDF2024.5.1.4"
IMPORTANT: Final = "data.important"


def _contract_by_cii_operator(case: Case) -> Said:
    if not case.policy.processor.cii_operator:
        return
    for path, one, lawful in case.transfers():
        if lawful.mechanism in CONTRACTS:
            yield (
                (*path, "mechanism"),
                f"{named('transfer', one)}: {lawful.mechanism} is not open to an operator of critical infrastructure; "
                "write security_assessment once it is passed",
            )


def _contract_for_important_data(case: Case) -> Said:
    catalogue = case.policy.processor.important
    important = frozenset({IMPORTANT}).union(*(entry.classes for entry in catalogue))
    for path, one, lawful in case.transfers():
        both = sorted(case.covered(lawful) & important)
        if lawful.mechanism in (*CONTRACTS, "exemption", "negative_list") and both:
            yield (
                (*path, "classes"),
                f"{named('transfer', one)}: {lawful.mechanism} never covers important data ({', '.join(both)}); "
                "take the class out, or write security_assessment once it is passed",
            )


def _gba_outside(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if lawful.mechanism == "gba_contract" and not case.policy.processor.gba_city:
            yield (
                (*path, "mechanism"),
                f"{named('transfer', one)}: the contract of the Greater Bay Area is open in its nine cities only; "
                "write processor.gba_city, or standard_contract",
            )


def _gba_elsewhere(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if lawful.mechanism == "gba_contract" and not (lawful.countries and lawful.countries <= {"HK", "MO"}):
            yield (
                (*path, "recipients", "countries"),
                f"{named('transfer', one)}: the contract of the Greater Bay Area leads to Hong Kong and Macao only; "
                "write countries: [HK], [MO] or both",
            )


def _small_exemption_by_cii_operator(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if lawful.article == SMALL_EXEMPTION and case.policy.processor.cii_operator:
            yield (
                (*path, "article"),
                f"{named('transfer', one)}: article 5(1)(iv) is not open to an operator of critical infrastructure",
            )


def _small_exemption_of_sensitive(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        sensitive = case.sensitive(case.covered(lawful))
        if lawful.article == SMALL_EXEMPTION and sensitive:
            yield (
                (*path, "classes"),
                f"{named('transfer', one)}: article 5(1)(iv) frees no sensitive data ({', '.join(sensitive)}); "
                "take it out, or register a contract or certification",
            )


def _unregistered_zone(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if lawful.mechanism == "negative_list" and not case.policy.processor.ftz_registered:
            yield (
                (*path, "mechanism"),
                f"{named('transfer', one)}: a negative list speaks to processors registered in its zone; "
                "write processor.ftz with registered: true",
            )


def _approval_of_personal(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if lawful.mechanism == "approval" and personal(case.covered(lawful)):
            yield (
                (*path, "classes"),
                f"{named('transfer', one)}: an approval opens no path for personal information; "
                "register the mechanism of article 38 that does",
            )


def _untransferable(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        for index, name in enumerate(one["classes"]):
            if name in case.policy.untransferable:
                yield (
                    (*path, "classes", index),
                    f'{named("transfer", one)}: no path lets "{name}" leave; take it out',
                )


CHECKS: Final = (
    Check(
        "contract-by-cii-operator",
        "error",
        _contract_by_cii_operator,
        "a contract or certification of an operator of critical infrastructure",
    ),
    Check(
        "contract-for-important-data",
        "error",
        _contract_for_important_data,
        "important data on a path that never covers it",
    ),
    Check(
        "gba-contract-outside-area",
        "error",
        _gba_outside,
        "a contract of the Greater Bay Area from outside its nine cities",
    ),
    Check(
        "gba-contract-elsewhere",
        "error",
        _gba_elsewhere,
        "a contract of the Greater Bay Area that is not narrowed to HK and MO",
    ),
    Check(
        "small-exemption-by-cii-operator",
        "error",
        _small_exemption_by_cii_operator,
        "exemption 5(1)(iv) of an operator of critical infrastructure",
    ),
    Check(
        "small-exemption-of-sensitive", "error", _small_exemption_of_sensitive, "exemption 5(1)(iv) for sensitive data"
    ),
    Check("unregistered-zone", "error", _unregistered_zone, "a negative list without registration in its zone"),
    Check("approval-of-personal", "error", _approval_of_personal, "an approval as path for personal information"),
    Check("untransferable-class", "error", _untransferable, "a path for a class that is not transferable"),
)
