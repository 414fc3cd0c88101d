"""An incident cites the text in force on its own day."""

from policies.bases import Basis, in_force

OLD = Basis("OLD.21", "2017-06-01", "2025-12-31", replaced_by="NEW.23")
NEW = Basis("NEW.23", "2026-01-01")
BASES = {basis.id: basis for basis in (OLD, NEW, Basis("LOOP", "2020-01-01", "2020-12-31", replaced_by="LOOP"))}


def test_the_last_day_of_the_old_text_still_cites_it() -> None:
    assert in_force(["NEW.23"], BASES, "2025-12-31") == ("OLD.21",)


def test_the_first_day_of_the_new_text_cites_it() -> None:
    assert in_force(["OLD.21"], BASES, "2026-01-01") == ("NEW.23",)


def test_both_names_of_one_rule_of_law_are_cited_once() -> None:
    assert in_force(["OLD.21", "NEW.23"], BASES, "2026-05-01") == ("NEW.23",)


def test_before_any_text_nothing_is_cited() -> None:
    assert in_force(["NEW.23"], BASES, "2016-01-01") == ()


def test_a_text_that_replaces_itself_ends_the_search() -> None:
    assert in_force(["LOOP"], BASES, "2024-01-01") == ()
