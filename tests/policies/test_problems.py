"""Problems are told in file order, each once, each on one line."""

from policies.problems import Mark, PolicyInvalid, Problem, nearest, shown


def test_a_problem_says_file_line_and_column() -> None:
    assert str(Problem(Mark("a.yaml", 14, 9), "wrong")) == "a.yaml:14:9  wrong"


def test_all_problems_are_told_in_file_order_and_counted() -> None:
    late, early = Problem(Mark("a.yaml", 9), "late"), Problem(Mark("a.yaml", 2), "early")
    assert str(PolicyInvalid([late, early, late])).splitlines() == [
        "a.yaml:2:1  early",
        "a.yaml:9:1  late",
        "2 problems; nothing was audited.",
    ]


def test_one_problem_is_not_called_problems() -> None:
    assert str(PolicyInvalid([Problem(Mark("a.yaml"), "x")])).endswith("\n1 problem; nothing was audited.")


def test_a_close_name_is_offered_and_a_far_one_is_not() -> None:
    assert nearest("pi.ordinry", ["pi.ordinary", "biz"]) == '; did you mean "pi.ordinary"?'
    assert nearest("zzz", ["pi.ordinary", "biz"]) == ""


def test_what_is_shown_is_short_and_printable() -> None:
    assert shown("a\nb\x1b") == '"a�b�"'
    assert len(shown("x" * 10_000)) == 62
    assert (shown({}), shown([]), shown(None)) == ("a mapping", "a list", "nothing")
