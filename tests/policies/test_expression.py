"""Expressions wait until they are used, and every one in the project compiles."""

import importlib
import pkgutil
import re

import agent
import geo
import policies
import reports
from policies.expression import _Waiting, expression


def test_an_expression_is_used_like_a_compiled_one() -> None:
    word = expression(rb"(a)b", re.IGNORECASE)
    assert [match[1] for match in word.finditer(b"ab AB")] == [b"a", b"A"]
    assert word.match(b"xab") is None
    assert word.flags & re.IGNORECASE
    assert expression("é").sub("e", "é") == "e"


def test_every_expression_of_the_project_compiles() -> None:
    found = 0
    for package in (agent, geo, policies, reports):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            waiting = [value for value in vars(module).values() if isinstance(value, _Waiting)]
            assert all(value.groups >= 0 for value in waiting)
            found += len(waiting)
    assert found > 100
