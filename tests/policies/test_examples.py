"""Every policy shown in the documentation can be used as it stands."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from policies.cases.coverage import coverage
from policies.cases.read import cases_beside, own_names, read_cases
from policies.cases.run import run
from policies.load import policy_variants

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    (page.name, text)
    for page in sorted((ROOT / "docs").glob("**/*.md"))
    for text in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("text", [text for _, text in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_an_example_is_a_policy(problems_of: Callable[[str], list[str]], text: str) -> None:
    assert problems_of(text) == []


def test_the_cases_of_the_listing_example_pass_and_try_each_of_its_rules() -> None:
    source = str(ROOT / "examples" / "listing.yaml")
    variant = policy_variants([Path(source)])
    results = list(run(read_cases([cases_beside(source)], variant), lambda path, policy: []))
    assert [(result.case.name, result.differences) for result in results if not result.passed] == []
    assert coverage(results, own_names(source, variant(None))).whole
