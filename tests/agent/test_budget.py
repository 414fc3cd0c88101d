"""Budgets."""

from agent.budget import MEMBER_BYTES, Budget, Limits, Purse

LIMITS = Limits(free_bytes=1000, most_bytes=5000, ratio=10, depth=2, members=3)


def test_a_small_tree_may_have_any_ratio() -> None:
    budget = Budget(LIMITS, read_bytes=1)
    assert budget.spend(1000)
    assert not budget.spend(1)
    assert budget.hit == "ratio"


def test_honest_text_goes_on_to_the_most_bytes() -> None:
    budget = Budget(LIMITS, read_bytes=5000)
    assert budget.spend(5000)
    assert not budget.spend(1)
    assert budget.hit == "bytes"


def test_depth_and_members_are_limited() -> None:
    assert Budget(LIMITS).descend(1)
    deep, wide = Budget(LIMITS), Budget(LIMITS)
    assert not deep.descend(2)
    assert [wide.member() for _ in range(4)] == [True, True, True, False]
    assert (deep.hit, wide.hit) == ("depth", "members")


def test_the_first_limit_is_remembered_and_stops_everything() -> None:
    budget = Budget(LIMITS)
    budget.descend(9)
    assert not budget.spend(1)
    assert not budget.member()
    assert budget.hit == "depth"


def test_trees_of_one_capture_share_what_goes_beyond_the_ratio() -> None:
    purse = Purse(left=1500)
    first, second = Budget(LIMITS, purse=purse), Budget(LIMITS, purse=purse)
    assert first.spend(1000)
    assert not second.spend(501)
    assert second.hit == "capture"


def test_what_the_encoded_bytes_earned_costs_the_capture_nothing() -> None:
    purse = Purse(left=0)
    assert Budget(LIMITS, read_bytes=100, purse=purse).spend(1000)
    assert not Budget(LIMITS, read_bytes=100, purse=purse).spend(1001)


def test_members_cost_the_capture_even_where_they_are_empty() -> None:
    budget = Budget(LIMITS, purse=Purse(left=2 * MEMBER_BYTES))
    assert [budget.member() for _ in range(3)] == [True, True, False]
    assert budget.hit == "capture"
