"""What is sensitive follows the standard the policy chose, else the one in force on the day."""

from policies.sensitivity import Sensitivity

CLASSES = {
    "gbt35273-2020": frozenset({"pi.sensitive", "pi.ordinary.identity"}),
    "gbt45574-2025": frozenset({"pi.sensitive"}),
}


def test_the_standard_changes_on_the_first_of_november_2025() -> None:
    by_day = Sensitivity(CLASSES)  # type: ignore[arg-type]
    assert by_day.is_sensitive("pi.ordinary.identity", "2025-10-31")
    assert not by_day.is_sensitive("pi.ordinary.identity", "2025-11-01")
    assert by_day.is_sensitive("pi.sensitive", "2019-01-01")


def test_a_chosen_standard_holds_on_every_day() -> None:
    strict = Sensitivity(CLASSES, "gbt35273-2020")  # type: ignore[arg-type]
    assert strict.is_sensitive("pi.ordinary.identity", "2030-01-01")


def test_groups_are_of_persons_and_of_nothing_else() -> None:
    by_day = Sensitivity(CLASSES)  # type: ignore[arg-type]
    groups = [
        by_day.group_of(name, "2026-01-01") for name in ("pi.sensitive", "pi.ordinary.identity", "biz.identifier")
    ]
    assert groups == ["sensitive", "ordinary", ""]
    assert by_day.group_under("pi.ordinary.identity", "gbt35273-2020") == "sensitive"
