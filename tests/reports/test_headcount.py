"""The people of a year against thresholds: the number itself reaches, warnings look at the upper bound."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from policies.reasons import Text
from policies.thresholds import Baseline, Threshold
from reports.headcount import Yardstick, forecast, standings, yardstick, year_of
from reports.headcount_lines import _standing
from reports.ledger import Heads, Scope

SHANGHAI = ZoneInfo("Asia/Shanghai")
SCOPE = Scope(1, "id", (3, 3, 3), ("pi.x",), "", "US", (), counts=True)


class Told:
    """A ledger that says what it was told."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads

    def heads(self, scopes: object) -> Heads:
        return self._heads

    def moment(self, scopes: object, number: int) -> int:
        return number


def threshold(at: int, *warn_at: float) -> Threshold:
    return Threshold("t", Text("t", "t"), "ordinary", at, frozenset(), ("B",), warn_at, "high")


@pytest.fixture
def standing() -> Callable:
    def standing_of(heads: Heads, one: Threshold, *baseline: Baseline):
        measure = Yardstick(SHANGHAI, (one,), baseline)
        return standings(Told(heads), measure, [SCOPE], 2026, ("", ""))[0]  # type: ignore[arg-type]

    return standing_of


@pytest.mark.parametrize(("people", "state"), [(99_999, "below"), (100_000, "reached"), (100_001, "reached")])
def test_the_number_itself_reaches(standing: Callable, people: int, state: str) -> None:
    found = standing(Heads(people, people, people), threshold(100_000))
    assert (found.state, found.reached_s) == (state, 100_000 if state == "reached" else None)


def test_warnings_look_at_the_upper_bound(standing: Callable) -> None:
    found = standing(Heads(10, 40, 80), threshold(100, 0.5, 0.8, 0.95))
    assert (found.state, found.warned, found.share) == ("warned", 0.8, 0.4)


def test_a_baseline_counts_and_is_of_its_year_and_group(standing: Callable) -> None:
    others = (Baseline(2025, "ordinary", 500, "", ""), Baseline(2026, "sensitive", 500, "", ""))
    found = standing(Heads(30, 30, 30), threshold(100), Baseline(2026, "ordinary", 70, "", ""), *others)
    assert (found.state, found.baseline, found.reached_s) == ("reached", 70, 30)


def test_a_baseline_alone_reaches_at_the_beginning_of_the_year(standing: Callable) -> None:
    found = standing(Heads(), threshold(100), Baseline(2026, "ordinary", 100, "", ""))
    assert found.reached_s == datetime(2025, 12, 31, 16, tzinfo=UTC).timestamp()
    assert _standing(found)["reached"] == "2025-12-31T16:00:00.000000000Z"


def test_the_year_begins_at_midnight_in_shanghai() -> None:
    turn = int(datetime(2025, 12, 31, 16, tzinfo=UTC).timestamp()) * 10**9
    assert (year_of(turn - 1, SHANGHAI), year_of(turn, SHANGHAI)) == (2025, 2026)


def test_the_forecast_goes_on_at_the_rate_of_the_days_seen() -> None:
    assert forecast(100, 50, 2026, ("2026-03-01", "2026-03-05")) == "2026-03-15"
    assert forecast(10_000, 1, 2026, ("2026-03-01", "2026-03-05")) == ""
    assert forecast(0, 50, 2026, ("2026-03-01", "2026-03-05")) == forecast(9, 0, 2026, ("", "")) == ""


def test_a_yardstick_is_what_the_record_holds_of_the_policy() -> None:
    found = yardstick(
        json.dumps(
            {
                "timezone": "Asia/Shanghai",
                "thresholds": {"t": {"group": "ordinary", "at": 9, "basis": ["B"], "title": {"zh": "九"}}},
                "counting": {"baseline": [{"year": 2026, "group": "sensitive", "subjects": 3}]},
                "assets": {"crm": {"record_bytes": 640}},
            }
        )
    )
    assert (found.thresholds[0].title.en, found.known(2026, "personal"), found.record_bytes) == ("九", 3, {"crm": 640})
    assert yardstick("{}").thresholds == ()
