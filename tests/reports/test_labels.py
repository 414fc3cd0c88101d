"""The record's own words."""

from typing import get_args

from geo.place import Jurisdiction
from policies.verdict import Outcome
from reports import labels
from reports.identity import SEVERITIES
from reports.review import STATES


def test_every_state_severity_outcome_and_jurisdiction_has_words() -> None:
    assert set(labels.STATE) == set(STATES)
    assert set(labels.SEVERITY) == set(SEVERITIES)
    assert set(labels.OUTCOME) == set(get_args(Outcome))
    assert set(labels.JURISDICTION) == {one.label for one in Jurisdiction}
    assert set(labels.UNSEEN) <= set(labels.BYTES)


def test_reasons_without_words_are_shown_as_they_are() -> None:
    assert labels.reason("truncated_ipv6_extension").en == "Truncated IPV6 EXTENSION header"
    assert labels.reason("some_new_reason").zh == "some new reason"


def test_parts_that_were_not_read_are_named_by_kind() -> None:
    assert labels.counter("part_unread: image/png").en == "Parts not read: image/png"
    assert labels.counter("holes").zh == "流中缺口"
    assert labels.counter("new_counter").en == "new counter"
