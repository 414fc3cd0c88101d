"""What the checks say of a policy with few words."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from policies.lint import lint
from policies.lint.check import Remark, case_of
from policies.load import examine

BASE = "law_as_of: 2026-11-01\nclasses: [{id: pi.ordinary}, {id: pi.sensitive, sensitive: true}, {id: data.important}, {id: state.secret, transferable: false}]\n"
AS_OF = date(2026, 11, 24)


@pytest.fixture
def remarks_of(tmp_path: Path) -> Callable[..., list[Remark]]:
    """The remarks on a YAML text under a few classes, on 2026-11-24 if nothing else is said."""

    def build(text: str, as_of: date = AS_OF) -> list[Remark]:
        under, file = tmp_path / "under.yaml", tmp_path / "firm.yaml"
        under.write_text(BASE, encoding="utf-8")
        file.write_text(f"extends: [./under.yaml]\n{text}", encoding="utf-8")
        examined = examine([file])
        assert examined.checked is not None, [str(problem) for problem in examined.problems]
        return lint(case_of(examined.tree, examined.checked, as_of))

    return build


@pytest.fixture
def said_of(remarks_of: Callable[..., list[Remark]]) -> Callable[[str], set[str]]:
    """The ids of the checks that have something to say of a YAML text."""
    return lambda text: {remark.check for remark in remarks_of(text)}
