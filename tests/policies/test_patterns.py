"""Which regular expressions of users can be run over anything from the network."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.patterns import pattern_problem


@pytest.mark.parametrize(
    "pattern",
    [
        r"EMP-\d{6}",
        r"(?:HT|XS)[A-Z]{2}\d{4,8}",
        r"合同[A-Z]\d{6}",
        r"(?:\d{4}-){3}\d{4}",
        r"A\d{1,20}B?",
        r"x(?:京|沪)",
    ],
)
def test_bounded_patterns_can_be_used(pattern: str) -> None:
    assert pattern_problem(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"(a+)+b", "more than"),
        (r"\d+", "more than"),
        (r"\d*", "empty"),
        (r"A?", "empty"),
        (r"(?:a{1,8}){1,8}b", "too many ways"),
        (r"\w{1,40}\w{1,40}\w{1,40}", "too many ways"),
        (r"^EMP\d{6}$", "anchors"),
        (r"(?<=x)\d{6}", "looking around"),
        (r"(\d)\1{5}", "references back"),
        (r"[京沪]A\d{5}", "within brackets"),
        (r"EMP-(\d{6}", "not a regular expression"),
        (r"[[a]b]{3}", "not a regular expression"),
        (r"\d{200}", "more than"),
        (r"(?i)emp-\d{6}", "flags"),
        (r"(?P<no>\d{6})", "names"),
        (r"A(?#why)\d{6}", "comments"),
        (r"A\d{,6}", "lower bound"),
    ],
)
def test_what_cannot_be_used_is_told_with_the_reason(pattern: str, why: str) -> None:
    assert why in pattern_problem(pattern)


@given(st.text(st.sampled_from("ab1[](){}*+?|\\.^$,-dws京"), max_size=24))
def test_any_text_is_judged_and_what_is_accepted_is_fast(text: str) -> None:
    if pattern_problem(text) == "":
        compiled = re.compile(text.encode())
        started = time.process_time()
        for sample in (b"a" * 300, b"ab1" * 100, b"-1a" * 100):
            compiled.search(sample)
        assert time.process_time() - started < 1
