"""Why an incident is one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from geo.place import Jurisdiction, Place
from reports.grounds import bases, located, places, reasons
from reports.incident import CaptureRecord, JudgedTransfer, RunRecord
from reports.recorded import Case
from reports.store import Store
from reports.wording import wording


def case_of(database: Path, run: RunRecord, capture: CaptureRecord, *found: JudgedTransfer) -> Case:
    with Store.open(database) as store:
        store.record(store.begin(run), capture, found, [])
        case = store.case(store.incidents()[0].id)
    assert case is not None
    return case


def test_reasons_articles_and_places_are_named_once(
    database: Path, judged: Callable[..., JudgedTransfer], run: RunRecord, capture: CaptureRecord
) -> None:
    case = case_of(database, run, capture, judged(1), judged(251))
    assert [reason.en for reason in reasons(case)] == ["2 values of pi.ordinary left"]
    assert [basis.article for basis in bases(case, wording(run.policy_json))] == ["38"]
    assert [(side, place.country) for side, place in places(case)] == [("sender", "CN"), ("receiver", "SG")]


def test_each_distinct_reason_is_kept(
    database: Path, judged: Callable[..., JudgedTransfer], run: RunRecord, capture: CaptureRecord
) -> None:
    other = judged(251)
    other = replace(other, verdict=replace(other.verdict, reasons=("甲。 / A.", "乙。 / B.")))
    case = case_of(database, run, capture, judged(1), other)
    assert [reason.zh for reason in reasons(case)] == ["2 values of pi.ordinary left", "甲。", "乙。"]


def test_a_place_says_what_it_is_known_from() -> None:
    database = Place("SG", "CN", Jurisdiction.DISPUTED, "medium", "DB-IP Lite")
    stated = Place("GB", "", Jurisdiction.OUTSIDE, "high", "override 10.80.0.0/16 (London)")
    assumed = Place("", "", Jurisdiction.MAINLAND, "assumed", "assumed-home")
    nowhere = Place("", "", Jurisdiction.UNKNOWN, "low", "no record")
    assert [located(place, wording("")).en for place in (database, stated, assumed, nowhere)] == [
        "located by database in Singapore (disputed: the database's two fields disagree)",
        "stated by an override: United Kingdom",
        "private address, assumed: mainland",
        "no database has a record",
    ]
