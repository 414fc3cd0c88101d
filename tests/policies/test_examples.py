"""Every policy shown in the documentation can be used as it stands."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    (page.name, text)
    for page in sorted((ROOT / "docs").glob("**/*.md"))
    for text in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("text", [text for _, text in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_an_example_is_a_policy(problems_of: Callable[[str], list[str]], text: str) -> None:
    assert problems_of(text) == []
