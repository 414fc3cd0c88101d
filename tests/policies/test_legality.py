"""Whether a registered path lets a finding leave."""

from dataclasses import replace
from typing import Any

import pytest

from policies.finding import Tally
from policies.legality import Circumstances, miss, whole_documents
from policies.processor import CatalogueEntry, Processor
from policies.reasons import Text
from policies.register import Caps, LawfulPath
from policies.sensitivity import Sensitivity
from policies.verdict import IMPORTANT, Classified

ORDINARY = Classified("cn.mobile", "pi.ordinary.contact", 3, 0.9, (), ("http.request.body",))
CARD = replace(ORDINARY, detector="cn.bank_card", data_class="pi.sensitive.financial")
SURVEY = replace(ORDINARY, detector="geo.survey", data_class="data.survey")
DECLARED = replace(SURVEY, data_class=IMPORTANT)
NEVER = Sensitivity({"gbt35273-2020": frozenset(), "gbt45574-2025": frozenset({"pi.sensitive.financial"})})
CATALOGUE = (
    CatalogueEntry("I", Text("测绘", "survey"), "notified", "2026-01-01", frozenset({"data.survey"}), frozenset()),
)
PLAIN = Circumstances(Processor(), NEVER, "HK", "2026-06-21", subjects=3)


def path(mechanism: str, **fields: Any) -> LawfulPath:
    plain = LawfulPath(
        id="T", mechanism=mechanism, article="", recipient="R", countries=frozenset(), classes=None, fields=None,
        documents=None, caps=Caps(), counts_toward_thresholds=True, first="", last="", by_address=True,
    )  # fmt: skip
    return replace(plain, **fields)


def around(day: str = "2026-06-21", country: str = "HK", **processor: Any) -> Circumstances:
    return replace(PLAIN, processor=Processor(**processor), country=country, day=day)


@pytest.mark.parametrize(
    ("way", "found", "where", "failed"),
    [
        (path("standard_contract"), ORDINARY, around(), ""),
        (path("standard_contract"), ORDINARY, around(cii_operator=True), "mechanism"),
        (path("certification"), ORDINARY, around(cii_operator=True), "mechanism"),
        (path("security_assessment"), ORDINARY, around(cii_operator=True), ""),
        (path("standard_contract"), DECLARED, around(), "mechanism"),
        (path("security_assessment"), DECLARED, around(), ""),
        (path("approval"), DECLARED, around(), "mechanism"),
        (path("exemption"), DECLARED, around(), "mechanism"),
        (path("standard_contract"), SURVEY, around(), ""),
        (path("standard_contract"), SURVEY, around(important=CATALOGUE), "mechanism"),
        (path("standard_contract"), SURVEY, around(important=CATALOGUE, day="2025-12-31"), ""),
        (path("approval"), SURVEY, around(important=CATALOGUE), "mechanism"),
        (path("approval", classes=frozenset({"data.survey"})), SURVEY, around(important=CATALOGUE), ""),
        (path("gba_contract"), ORDINARY, around(gba_city="shenzhen"), ""),
        (path("gba_contract"), ORDINARY, around(), "mechanism"),
        (path("gba_contract"), ORDINARY, around(gba_city="shenzhen", country="SG"), "mechanism"),
        (path("negative_list"), ORDINARY, around(ftz_registered=True), ""),
        (path("negative_list"), ORDINARY, around(), "mechanism"),
        (path("exemption", article="CBDF2024.5.1.4"), ORDINARY, around(), ""),
        (path("exemption", article="CBDF2024.5.1.4"), CARD, around(), "mechanism"),
        (path("exemption", article="CBDF2024.5.1.4"), ORDINARY, around(cii_operator=True), "mechanism"),
        (path("exemption", article="CBDF2024.5.1.1"), CARD, around(cii_operator=True), ""),
        (path("approval", classes=frozenset({"fin.working_papers"})), ORDINARY, around(), "class"),
        (path("approval", fields=frozenset({"email"})), ORDINARY, around(), "field"),
        (path("approval", caps=Caps(subjects_per_transfer=3)), ORDINARY, around(), ""),
        (path("approval", caps=Caps(subjects_per_transfer=2)), ORDINARY, around(), "cap"),
    ],
)
def test_the_first_condition_that_fails_is_named(
    way: LawfulPath, found: Classified, where: Circumstances, failed: str
) -> None:
    assert miss(way, found, where) == failed


def test_a_path_for_documents_lets_only_whole_ones_pass() -> None:
    way = path("approval", documents=frozenset({"listing"}))
    tally = Tally("match.document:listing:whole", 1, 0.95, (), ("http.request.body",))
    assert miss(way, ORDINARY, PLAIN) == "document"
    assert miss(way, ORDINARY, replace(PLAIN, documents=whole_documents([tally]))) == ""
    passage = replace(tally, detector="match.document:listing")
    assert miss(way, ORDINARY, replace(PLAIN, documents=whole_documents([passage]))) == "document"
    other = replace(tally, detector="match.document:other:whole")
    assert miss(way, ORDINARY, replace(PLAIN, documents=whole_documents([other]))) == "document"


def test_every_part_must_be_a_document_and_all_parts_must_be_known() -> None:
    way = path("approval", documents=frozenset({"listing"}))
    here = replace(PLAIN, documents={"listing": frozenset({"a", "b", "c", "d", "e"})})
    assert miss(way, replace(ORDINARY, parts=("a", "b")), here) == ""
    assert miss(way, replace(ORDINARY, parts=("a", "x")), here) == "document"
    assert miss(way, replace(ORDINARY, parts=("a", "b", "c", "d", "e")), here) == "document"


@pytest.mark.parametrize(("part", "failed"), [("a > b.xml", ""), ("a", ""), ("ab > c", "document")])
def test_what_lies_in_a_registered_document_is_of_it(part: str, failed: str) -> None:
    way = path("approval", documents=frozenset({"listing"}))
    here = replace(PLAIN, documents={"listing": frozenset({"a"})})
    assert miss(way, replace(ORDINARY, parts=(part,)), here) == failed


@pytest.mark.parametrize(("countries", "failed"), [({"HK"}, ""), ({"HK", "SG"}, "mechanism"), ((), "mechanism")])
def test_behind_a_relay_the_entry_tells_whether_it_leads_to_the_bay_area(countries: set[str], failed: str) -> None:
    way = path("gba_contract", countries=frozenset(countries))
    behind = replace(around(country="", gba_city="shenzhen"), relayed=True)
    assert miss(way, ORDINARY, behind) == failed
