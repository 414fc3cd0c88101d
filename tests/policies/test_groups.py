"""Groups of persons under both standards."""

from policies.groups import NO_GROUP, ORDINARY, SENSITIVE, Groups, groups_of
from policies.sensitivity import Sensitivity

STANDARDS = Sensitivity({"gbt35273-2020": frozenset({"pi.id", "pi.health"}), "gbt45574-2025": frozenset({"pi.health"})})


def test_a_resident_number_is_sensitive_under_the_older_standard_only() -> None:
    assert groups_of(("pi.id",), "2026-01-01", STANDARDS) == Groups(ORDINARY, SENSITIVE, ORDINARY)
    assert groups_of(("pi.id",), "2025-10-31", STANDARDS).chosen == SENSITIVE


def test_a_record_may_be_in_both_groups() -> None:
    assert groups_of(("pi.health", "pi.id"), "2026-01-01", STANDARDS).chosen == ORDINARY | SENSITIVE


def test_what_is_not_personal_is_in_no_group() -> None:
    assert groups_of(("biz.secret",), "2026-01-01", STANDARDS) == NO_GROUP
