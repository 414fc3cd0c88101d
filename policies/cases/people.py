"""Persons of a case: those who were counted before, those of its transfer, and the thresholds they come to."""

from collections.abc import Mapping
from typing import Literal

from policies.policy import Policy
from policies.subjects import fewest_subjects
from policies.thresholds import Threshold
from policies.verdict import Verdict

State = Literal["below", "warned", "reached"]


def states(policy: Policy, verdict: Verdict, counted: Mapping[str, int], year: int) -> dict[str, str]:
    """How each threshold stands after the transfer; `counted` are the persons of the year before it, by group."""
    total = {group: counted.get(group, 0) + people for group, people in _people(policy, verdict).items()}
    for known in policy.counting.baseline:
        total[known.group] += known.subjects if known.year == year else 0
    return {one.id: _state(one, total[one.group]) for one in policy.thresholds}


def _people(policy: Policy, verdict: Verdict) -> dict[str, int]:
    """The persons of the transfer by group: no more than its findings prove."""
    sure = [found for found in verdict.findings if found.confidence >= policy.counting.min_confidence]
    group = {found: policy.sensitivity.group_of(found.data_class, verdict.day) for found in sure}
    chosen = {"personal": [found for found in sure if group[found]]}
    for name in ("ordinary", "sensitive"):
        chosen[name] = [found for found in sure if group[found] == name]
    return {name: fewest_subjects(findings, policy.identifiers) for name, findings in chosen.items()}


def _state(threshold: Threshold, people: int) -> State:
    """A threshold is reached by the number itself, and told of from the first of its shares."""
    if people >= threshold.at:
        return "reached"
    warned = any(people >= share * threshold.at for share in threshold.warn_at)
    return "warned" if warned else "below"
