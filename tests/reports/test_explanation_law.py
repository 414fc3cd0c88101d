"""Articles, penalties and clocks of an explanation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from policies.clocks import Clock
from policies.load import load_policy
from policies.policy import Policy
from policies.reasons import Text
from reports.explanation_law import articles, clocks, lines
from reports.recorded import RecordedIncident
from reports.wording import Wording, Words

FRIDAY_EVENING_NS = 1_795_179_600 * 10**9
"""2026-11-20 21:00 in Shanghai, a Friday."""

INCIDENT = RecordedIncident(
    "INC-1", "0" * 32, "R", "crm", "198.51.100.7", "2026-11-20", "new", "high", None, 1, 1, 0, 5,
    FRIDAY_EVENING_NS, FRIDAY_EVENING_NS, ("pi.ordinary",), ("SG",), "a" * 64, stands=True,
)  # fmt: skip
CLOCK = Clock(
    "C", Text("报告", "report"), 24, "hours", "detection", Text("网信部门", "the regulator"), (), None, None, None, 0
)


@pytest.fixture(scope="module")
def with_clock() -> Callable[..., Policy]:
    policy = load_policy(["pipl-general"])

    def build(**changes: object) -> Policy:
        return replace(policy, clocks=(replace(CLOCK, **changes),))  # type: ignore[arg-type]

    return build


@pytest.mark.parametrize(
    ("amount", "unit", "due"),
    [
        (24, "hours", "2026-11-21 21:00:00 +08:00"),
        (30, "days", "2026-12-20"),
        (1, "workdays", "2026-11-23"),
        (10, "workdays", "2026-12-04"),
        (5, "workdays", "2026-11-27"),
        (3, "months", "2027-02-20"),
    ],
)
def test_a_clock_is_reckoned_from_detection_in_the_processors_zone(
    with_clock: Callable[..., Policy], amount: int, unit: str, due: str
) -> None:
    (one,) = clocks(INCIDENT, with_clock(amount=amount, unit=unit), frozenset(), FRIDAY_EVENING_NS)
    assert one.due == due
    (line,) = lines(one)
    assert due in line.zh
    assert "to the regulator" in line.en


def test_the_month_after_the_31st_ends_on_its_own_last_day(with_clock: Callable[..., Policy]) -> None:
    days = (date(2027, 1, 31) - date(2026, 11, 20)).days
    (one,) = clocks(
        INCIDENT, with_clock(amount=1, unit="months"), frozenset(), FRIDAY_EVENING_NS + days * 86_400 * 10**9
    )
    assert one.due == "2027-02-28"


@pytest.mark.parametrize(
    ("condition", "starts"),
    [
        ({}, True),
        ({"after": "before_expiry"}, False),
        ({"after": "effect"}, False),
        ({"rules": frozenset({"R"})}, True),
        ({"rules": frozenset({"S"})}, False),
        ({"classes": frozenset({"pi.ordinary"})}, True),
        ({"classes": frozenset({"data.important"})}, False),
        ({"min_subjects": 5}, True),
        ({"min_subjects": 6}, False),
        ({"mechanisms": frozenset({"standard_contract"})}, True),
        ({"mechanisms": frozenset({"certification"})}, False),
    ],
)
def test_only_clocks_whose_conditions_hold_may_start(
    with_clock: Callable[..., Policy], condition: dict[str, object], starts: bool
) -> None:
    found = clocks(INCIDENT, with_clock(**condition), frozenset({"standard_contract"}), None)
    assert bool(found) is starts
    assert all(one.due == "" for one in found)


def test_times_at_the_end_of_the_calendar_are_not_reckoned(with_clock: Callable[..., Policy]) -> None:
    far = 253_370_764_799 * 10**9
    for unit in ("days", "workdays", "months"):
        (one,) = clocks(INCIDENT, with_clock(unit=unit), frozenset(), far)
        assert one.due == ""


def test_an_article_is_told_with_its_days_its_check_and_its_penalty() -> None:
    law = {"zh": "某法", "en": "Some Law"}
    wording = Wording(
        {
            "bases": {
                "L.1": {
                    "law": law,
                    "article": "1",
                    "penalty": "L.9",
                    "confidence": "memory",
                    "valid": {"from": "2021-01-01"},
                },
                "L.9": {"law": law, "article": "9", "says": {"zh": "罚款", "en": "fines"}},
            }
        }
    )
    one, fine = articles(map(wording.basis, ("L.1", "L.9")), wording)
    assert one.penalty == Words("《某法》第9条：罚款", "Some Law, art. 9: fines")
    assert one.in_force == Words("2021-01-01 起施行", "in force since 2021-01-01")
    assert one.checked == Words("未核对", "not checked")
    assert (fine.penalty, fine.checked) == (None, None)
