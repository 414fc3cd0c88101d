"""The papers that a registered path has to stand on, and their dates."""

from datetime import date
from typing import Final

from policies.checked import Entry
from policies.lint.check import Case, Check, Said, named, personal
from policies.lint.days import months_later, workdays_between

YEARS: Final = 3
"""How long an assessment (2024 Provisions, 9) or a certificate holds."""
FILING_WORKDAYS: Final = 10
"""Within how many working days of its effect a standard contract is filed (Standard Contract Measures)."""
NECESSARY: Final = ("CBDF2024.5.1.1", "CBDF2024.5.1.2", "CBDF2024.5.1.3")
"""Exemptions for what is really necessary (确需)."""
PAPERS: Final = {
    "security_assessment": "assessment",
    "certification": "certificate",
    "standard_contract": "filing",
    "gba_contract": "filing",
    "approval": "approval",
}


def filing_of(one: Entry) -> dict[str, str]:
    """The filing of an entry, which may be its number alone."""
    told = one["filing"]
    return told if isinstance(told, dict) else {"number": told or "", "filed": "", "effective": ""}


def _without_article(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        if one["mechanism"] == "exemption" and not one["article"]:
            yield (
                (*path, "mechanism"),
                f'{named("transfer", one)} is exempt by no article; write "article", such as CBDF2024.5.1.1',
            )


def _without_necessity(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        if one["mechanism"] == "exemption" and one["article"] in ("", *NECESSARY) and not one["necessity"]:
            yield (
                (*path, "mechanism"),
                f"{named('transfer', one)}: the exemption frees what is really necessary (确需); "
                'write "necessity": where that is shown',
            )


def _without_number(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        key = PAPERS.get(one["mechanism"], "")
        paper = filing_of(one) if key == "filing" else one[key] if key else None
        if key and not (paper and paper["number"]):
            yield (*path, key), f"{named('transfer', one)} has no number; write {key}: {{number: …}}"


def _filed_late(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        filing = filing_of(one)
        if one["mechanism"] not in ("standard_contract", "gba_contract") or not filing["effective"]:
            continue
        took = workdays_between(
            date.fromisoformat(filing["effective"]), date.fromisoformat(filing["filed"] or case.today)
        )
        if took > FILING_WORKDAYS:
            what = f"was filed on {filing['filed']}" if filing["filed"] else "is not filed"
            yield (
                (*path, "filing"),
                f"{named('transfer', one)} {what}, {took} working days after it took effect, holidays not counted off; "
                f"the rule is {FILING_WORKDAYS} at the latest",
            )


def _without_pia(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        if personal(case.covered(lawful)) and not (one["pia"] and one["pia"]["id"]):
            yield (
                (*path, "pia"),
                f"{named('transfer', one)}: personal information leaves after an impact assessment (PIPL 55); "
                "write pia: {id: …, date: …}",
            )


def _without_consent(case: Case) -> Said:
    for path, one, lawful in case.transfers():
        consent = one["consent"] or {"kind": "", "evidence": ""}
        if personal(case.covered(lawful)) and consent["kind"] != "not_required" and not consent["evidence"]:
            yield (
                (*path, "consent"),
                f"{named('transfer', one)}: no evidence of separate consent (PIPL 39); "
                "write consent: {kind: separate, evidence: …}, or kind: not_required",
            )


def _old_paper(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        key = PAPERS.get(one["mechanism"], "")
        day = one[key]["date"] if key in ("assessment", "certificate") and one[key] else ""
        if day and months_later(date.fromisoformat(day), 12 * YEARS) < case.as_of:
            yield (
                (*path, key, "date"),
                f"{named('transfer', one)}: the {key} of {day} held for {YEARS} years; renew it",
            )


def _long_validity(case: Case) -> Said:
    for path, one in case.entries("transfers"):
        key = PAPERS.get(one["mechanism"], "")
        if key not in ("assessment", "certificate"):
            continue
        first = (one[key]["date"] if one[key] else "") or one["valid"]["from"]
        last = one["valid"]["to"]
        if not last or (first and date.fromisoformat(last) > months_later(date.fromisoformat(first), 12 * YEARS)):
            yield (
                (*path, "valid"),
                f"{named('transfer', one)} is valid {f'until {last}' if last else 'without end'}; "
                f"the {key} holds for {YEARS} years from its date",
            )


CHECKS: Final = (
    Check("exemption-without-article", "warning", _without_article, "an exemption that names no article"),
    Check(
        "exemption-without-necessity", "warning", _without_necessity, "an exemption whose necessity (确需) is not shown"
    ),
    Check(
        "path-without-number",
        "warning",
        _without_number,
        "a contract, assessment, certification or approval without number",
    ),
    Check("filed-late", "warning", _filed_late, "a contract filed later than 10 working days after its effect"),
    Check("path-without-pia", "warning", _without_pia, "personal information without impact assessment"),
    Check("path-without-consent", "warning", _without_consent, "personal information without evidence of consent"),
    Check("old-paper", "warning", _old_paper, "an assessment or certificate of more than 3 years ago"),
    Check("long-validity", "warning", _long_validity, "an assessment or certificate registered for more than 3 years"),
)
