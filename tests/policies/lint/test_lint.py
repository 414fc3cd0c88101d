"""Every check has a case that trips it and one that does not; packs are spared what only a firm can do."""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from policies.lint import CHECKS, lint
from policies.lint.check import Remark, case_of
from policies.load import examine, pack_names

HERE = Path(__file__).parent
GROUPS = ("validity", "mechanisms", "papers", "scope", "places", "unused", "rules", "keeping")
REFERENCE = HERE.parents[2] / "docs" / "reference" / "policy-checks.md"


def cases(kind: str) -> list[str]:
    return [check for group in GROUPS for check in runpy.run_path(str(HERE / f"test_{group}.py"))[kind]]


@pytest.mark.parametrize("kind", ["TRIPS", "SILENT"])
def test_every_check_has_a_case_of_each_kind(kind: str) -> None:
    assert cases(kind) == [check.id for check in CHECKS]


def test_every_check_is_documented_with_its_level() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    assert [check.id for check in CHECKS if f"| `{check.id}` | {check.level} |" not in page] == []


def test_a_check_has_one_name() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)


def test_a_remark_says_its_place_its_level_and_its_check(remarks_of: Callable[..., list[Remark]]) -> None:
    (said,) = (one for one in remarks_of("metadata: {review_by: 2026-11-01}") if one.check == "review-overdue")
    assert str(said).partition("firm.yaml:")[2] == (
        "2:12  warning review-overdue: the policy was to be reviewed by 2026-11-01; review it and give the next day"
    )


def test_what_a_pack_says_is_no_matter_of_the_firm(tmp_path: Path) -> None:
    file = tmp_path / "firm.yaml"
    file.write_text("extends: [finance-securities]\nreview: {four_eyes: {severity_min: high}}\n", encoding="utf-8")
    assert said(file) == []


@pytest.mark.parametrize("pack", pack_names())
def test_a_pack_has_neither_errors_nor_warnings(pack: str) -> None:
    assert [str(one) for one in said(pack) if one.level != "note"] == []


def said(source: str | Path) -> list[Remark]:
    from datetime import date

    examined = examine([source])
    assert examined.checked is not None
    return lint(case_of(examined.tree, examined.checked, date(2026, 11, 24)))
