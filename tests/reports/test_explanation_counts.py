"""How the year stands to its thresholds, for an explanation."""

from policies.reasons import Text
from policies.thresholds import Threshold
from reports.explanation_counts import counted
from reports.headcount import Headcount, Standing
from reports.ledger import Heads
from reports.recorded import RecordedIncident

THRESHOLD = Threshold("pi-10k", Text("门槛", "threshold"), "sensitive", 10_000, frozenset(), (), (), "high")
INCIDENT = RecordedIncident(
    "INC-1", "0" * 32, "R", "crm", "198.51.100.7", "2026-11-20", "new", "high", None, 1, 1, 0, 40, 0, 0, (), (),
    "a" * 64, stands=True,
)  # fmt: skip


def people(estimate: int, state: str, baseline: int = 0) -> Headcount:
    standing = Standing(THRESHOLD, Heads(estimate, estimate, estimate), baseline, state, 0.0, 0.0, None, "")  # type: ignore[arg-type]
    nobody = Heads(0, 0, 0)
    return Headcount(2026, "", ("", ""), {}, nobody, (), (), (standing,), (), ())


def test_the_year_is_told_with_and_without_the_incident() -> None:
    (said,) = counted(INCIDENT, people(9_970, "reached", baseline=30))
    assert "10,000 people in 2026" in said.en
    assert "of 10,000, reached" in said.en
    assert "between 9,960 and 10,000" in said.en
    assert "不计本事件为 9,960 至 10,000 人" in said.zh


def test_the_year_without_it_is_never_less_than_nobody() -> None:
    (said,) = counted(INCIDENT, people(3, "below"))
    assert "not reached; without this incident between 0 and 3" in said.en


def test_an_incident_of_nobody_says_nothing_of_thresholds() -> None:
    from dataclasses import replace

    assert counted(replace(INCIDENT, subjects=0), people(3, "below")) == ()
