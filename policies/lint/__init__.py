"""What is valid in a policy and yet lapsed, unlawful, too wide or useless: one small pure function a question."""

from typing import Final

from policies.lint import keeping, mechanisms, papers, places, rules, scope, unused, validity
from policies.lint.check import Case, Check, Remark

PACK_LABEL = "packs:"

CHECKS: Final[tuple[Check, ...]] = (
    *validity.CHECKS,
    *mechanisms.CHECKS,
    *papers.CHECKS,
    *scope.CHECKS,
    *places.CHECKS,
    *unused.CHECKS,
    *rules.CHECKS,
    *keeping.CHECKS,
)
"""Every question, in the order of the reference."""


def lint(case: Case) -> list[Remark]:
    """What is to be said of a valid policy, in file order. Of packs only where the policy is a pack itself."""
    own = case.tree.mark.file.startswith(PACK_LABEL)
    said = (
        Remark(case.mark(path), check.level, check.id, message)
        for check in CHECKS
        if check.of_packs or not own
        for path, message in check.look(case)
    )
    return sorted({remark for remark in said if own or not remark.mark.file.startswith(PACK_LABEL)})
