"""What another policy would say of the same transfers."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.incident import JudgedTransfer
from reports.simulation import TOLD, Standing, simulate

AUTHORISED = Standing("authorised", "", "", ("contract-7",))
INCIDENT = Standing("incident", "pi-any", "high", ())

Make = Callable[..., JudgedTransfer]


def pair(make: Make, number: int, old: str, new: str) -> tuple:  # type: ignore[type-arg]
    before, after = make(number, outcome=old), make(number, outcome=new)
    return before.key, before.transfer, before.verdict, after.verdict


def test_the_same_verdicts_make_no_difference(judged: Make) -> None:
    found = simulate([pair(judged, number, "incident", "incident") for number in range(3)])
    assert (found.transfers, found.changed, found.moves, found.vanished, found.appeared) == (3, 0, (), 0, 0)
    assert not found.differs


def test_changes_of_one_kind_are_counted_together_with_examples(judged: Make) -> None:
    found = simulate([pair(judged, number, "incident", "authorised") for number in range(5)])
    assert [(move.old, move.new, move.transfers) for move in found.moves] == [(INCIDENT, AUTHORISED, 5)]
    assert len(found.moves[0].examples) == 3
    assert found.vanished == len(found.vanishing) == 5
    assert found.vanishing[0].elsewhere == ((AUTHORISED, 1),)


def test_an_incident_vanishes_only_when_none_of_its_transfers_is_left_in_it(judged: Make) -> None:
    one, other = pair(judged, 1, "incident", "authorised"), pair(judged, 251, "incident", "incident")
    assert one[1].sender == other[1].sender
    found = simulate([one, other])
    assert (found.changed, found.vanished) == (1, 0)


def test_an_incident_appears_with_how_its_transfers_stood(judged: Make) -> None:
    found = simulate([pair(judged, 1, "authorised", "incident")])
    (one,) = found.appearing
    assert (one.rule, one.severity, one.recipient, one.transfers) == ("pi-any", "high", "198.51.100.7", 1)
    assert one.elsewhere == ((AUTHORISED, 1),)


def test_another_severity_or_path_is_a_difference_and_the_order_of_paths_is_none(judged: Make) -> None:
    key, transfer, old, _ = pair(judged, 1, "authorised", "authorised")
    old = replace(old, lawful_path="A, B")
    assert not simulate([(key, transfer, old, replace(old, lawful_path="B, A"))]).differs
    assert simulate([(key, transfer, old, replace(old, lawful_path="A"))]).differs
    assert simulate([(key, transfer, old, replace(old, severity="low"))]).differs


def test_all_incidents_are_counted_and_the_worst_named(judged: Make) -> None:
    number = TOLD + 7
    pairs = [pair(judged, one, "incident", "authorised") for one in range(number)]
    found = simulate((key, replace(t, sender=f"10.0.0.{at}"), o, n) for at, (key, t, o, n) in enumerate(pairs))
    assert (found.vanished, len(found.vanishing)) == (number, TOLD)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.lists(st.tuples(*[st.sampled_from(["incident", "authorised", "opaque", "clear"])] * 2), max_size=8))
def test_the_counts_add_up(judged: Make, data: list[tuple[str, str]]) -> None:
    found = simulate([pair(judged, at, *both) for at, both in enumerate(data)])
    assert found.transfers == len(data)
    assert found.changed == sum(old != new for old, new in data) == sum(move.transfers for move in found.moves)
    assert found.vanished == sum(old == "incident" != new for old, new in data)
