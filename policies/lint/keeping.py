"""Who approves the policy, how long records are kept, who reviews them."""

from typing import Final

from policies.lint.check import Case, Check, Said

DECIDED: Final = ("false_positive", "authorised", "closed")
"""Steps of a review that end a matter."""


def _approved_by_few(case: Case) -> Said:
    names = set(case.sections["metadata"]["approved_by"])
    if case.sections["transfers"] and len(names) < 2:
        yield (
            ("metadata", "approved_by"),
            f"a policy that authorises exports is approved by {len(names) or 'nobody'}; "
            "write two names in metadata.approved_by",
        )


def _retention_under_floor(case: Case) -> Said:
    floor = case.sections["retention_floor"]
    for key, kept in case.sections["retention"].items():
        if kept and floor[key] and kept < floor[key]:
            yield ("retention", key), f'"{key}" is {kept}, the law wants {floor[key]} at least; write that or more'


def _without_four_eyes(case: Case) -> Said:
    eyes = case.sections["review"]["four_eyes"]
    missing = [step for step in DECIDED if not eyes or step not in eyes["transitions"]]
    if missing:
        yield (
            ("review", "four_eyes"),
            f"one person alone can set a critical incident to {', '.join(missing)}; "
            "write review: {four_eyes: {severity_min: high, transitions: [false_positive, authorised, closed]}}",
        )


CHECKS: Final = (
    Check(
        "approved-by-few", "warning", _approved_by_few, "a policy with registered paths that fewer than two approved"
    ),
    Check("retention-under-floor", "error", _retention_under_floor, "records kept shorter than the law wants"),
    Check(
        "review-without-four-eyes",
        "note",
        _without_four_eyes,
        "critical incidents that one person can end",
        of_packs=False,
    ),
)
