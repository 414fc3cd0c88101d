"""What is read back of incidents."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reports.incident import CaptureRecord, JudgedTransfer, RecordedCounts, RunRecord
from reports.store import Store

Make = Callable[..., JudgedTransfer]
Write = Callable[..., RecordedCounts]


def test_values_seen_in_several_transfers_are_counted_once(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    write(database, run, capture, judged(1, values="abc"), judged(251, values="bcd"))
    with Store.read(database) as store:
        case = store.case(store.incidents()[0].id)
    assert case is not None
    assert case.findings[0].count == 4
    assert case.incident.subjects == 3


def test_incidents_are_listed_worst_first_and_by_state(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    low = judged(1)
    low = replace(low, verdict=replace(low.verdict, severity="low"))
    write(database, run, capture, low, judged(2))
    with Store.open(database) as store:
        high, second = store.incidents()
        store.review(second.id, "triaged", reason="looking", reviewer="Lin")
        assert (high.severity, second.severity) == ("high", "low")
        assert [one.id for one in store.incidents(state="triaged")] == [second.id]
        assert [one.id for one in store.incidents(severity="high")] == [high.id]
        assert store.incident_counts() == {("new", "high"): 1, ("triaged", "low"): 1}


def test_another_policy_adds_a_judgement_to_the_same_incident(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    write(database, run, capture, judged(1))
    write(database, replace(run, policy_hash="b" * 64, policy_name="stricter"), capture, judged(1))
    with Store.read(database) as store:
        (incident,) = store.incidents()
        case = store.case(incident.id)
    assert case is not None
    assert [(one.policy_name, one.outcome) for one in case.judgements] == [
        ("pipl-general", "incident"),
        ("stricter", "incident"),
    ]
    assert incident.transfers == 1
    assert case.findings[0].count == 2


def test_an_incident_another_policy_allows_stays_and_says_so(
    database: Path, judged: Make, run: RunRecord, capture: CaptureRecord, write: Write
) -> None:
    write(database, run, capture, judged(1))
    write(database, replace(run, policy_hash="b" * 64), capture, judged(1, outcome="authorised"))
    with Store.read(database) as store:
        (incident,) = store.incidents()
        assert [crossing.outcome for crossing in store.crossings()] == ["authorised"]
    assert not incident.stands
    assert (incident.severity, incident.subjects) == ("high", 2)
