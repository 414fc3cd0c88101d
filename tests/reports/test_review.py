"""The steps of a review."""

import pytest

from reports.review import SETTLED, STATES, STEPS, ReviewRefused, review


def step(state: str, to_state: str, reason: str = "because", reviewer: str = "Lin"):
    return review("INC-1", state, to_state, reason=reason, reviewer=reviewer, at_ns=1)


@pytest.mark.parametrize(("state", "to_state"), [(state, after) for state, steps in STEPS.items() for after in steps])
def test_a_step_of_the_table_is_taken(state: str, to_state: str) -> None:
    assert (step(state, to_state).from_state, step(state, to_state).to_state) == (state, to_state)


@pytest.mark.parametrize(
    ("state", "to_state"),
    [(state, after) for state, steps in STEPS.items() for after in STATES if after not in steps],
)
def test_every_other_step_is_refused_and_the_possible_ones_named(state: str, to_state: str) -> None:
    with pytest.raises(ReviewRefused, match=f"from {state} to {to_state}; possible: ") as refused:
        step(state, to_state)
    assert all(possible in str(refused.value) for possible in STEPS[state])


@pytest.mark.parametrize("field", ["reason", "reviewer"])
@pytest.mark.parametrize("text", ["", "  \n", "x" * 2_001])
def test_a_review_says_why_and_by_whom_in_few_words(field: str, text: str) -> None:
    with pytest.raises(ReviewRefused):
        step("new", "triaged", **{field: text})


def test_every_state_but_closed_leads_on_and_every_decision_is_settled() -> None:
    assert [state for state, steps in STEPS.items() if not steps] == ["closed"]
    assert {"false_positive", "authorised", "closed"} == SETTLED
