"""A document keeps texts as written and knows where they stand; no bytes can make it raise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.document import ENTRY_LIMIT, SIZE_LIMIT, Block, read_document
from policies.problems import Mark, Problem


def read(text: str | bytes) -> tuple[Block | None, list[str]]:
    problems: list[Problem] = []
    tree = read_document(text.encode() if isinstance(text, str) else text, "f", problems)
    return tree, [str(problem) for problem in problems]


def test_no_is_norway_and_numbers_are_what_was_written() -> None:
    tree, problems = read("a: NO\nb: 0755\nc: 12:30\nd: 1.10\n? no\n: x\n")
    assert tree == {"a": "NO", "b": "0755", "c": "12:30", "d": "1.10", "no": "x"}
    assert problems == []


def test_only_plain_empty_and_null_are_nothing() -> None:
    assert read("a:\nb: null\nc: ~\nd: 'null'\ne: ''\n")[0] == {"a": None, "b": None, "c": None, "d": "null", "e": ""}


def test_every_entry_knows_its_line_and_column() -> None:
    tree, _ = read("a: 1\nlist:\n  - {id: x}\n  - {id: y}\n")
    assert tree is not None
    assert tree.marks["a"] == Mark("f", 1, 1)
    assert tree["list"].marks[1] == Mark("f", 4, 5)
    assert tree["list"][1].marks["id"] == Mark("f", 4, 6)


def test_a_key_that_stands_twice_is_told_with_the_first_line_and_the_rest_is_read() -> None:
    tree, problems = read("a: 1\nb: 2\na: 3\nc: 4\n")
    assert problems == ['f:3:1  key "a" stands twice; it was given in line 1']
    assert tree == {"a": "1", "b": "2", "c": "4"}


def test_json_is_yaml() -> None:
    assert read('{"a": ["x", {"b": "1"}]}')[0] == {"a": ["x", {"b": "1"}]}


def test_an_alias_stands_for_what_it_names() -> None:
    assert read("a: &x {zh: 一}\nb: *x\n")[0] == {"a": {"zh": "一"}, "b": {"zh": "一"}}


def test_a_tower_of_aliases_is_refused() -> None:
    tower = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9)
    )
    tree, problems = read(tower)
    assert tree is None
    assert f"more than {ENTRY_LIMIT:,} entries" in problems[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "holds no policy"),
        (b"- a", "holds no policy"),
        (b"a: [1", "not YAML"),
        (b"a: \xff", "not UTF-8"),
        (b'a: "\\U00110000"', "not YAML"),
        (b"a: \x01", "not YAML"),
        (b"[" * 1000, "nested deeper"),
        (b"? [a]\n: b", "a key must be plain text"),
        (b"~: a", "a key must be plain text"),
        (b"a: &x [*x]", "nothing above is named"),
        (b"a: !!python/name:os x", "tags such as"),
        (b"a: 1\n---\nb: 2\n", "a second document"),
        (b"a" * (SIZE_LIMIT + 1), "the file has"),
    ],
)
def test_what_cannot_be_read_is_said_once(text: bytes, said: str) -> None:
    tree, problems = read(text)
    assert tree is None
    assert len(problems) == 1
    assert said in problems[0]


@given(st.binary(max_size=200) | st.text("abz:-[]{},&*!|>'\"%@`?#\\ \n\t0~", max_size=80).map(str.encode))
def test_any_bytes_give_a_tree_or_a_problem(data: bytes) -> None:
    tree, problems = read(data)
    assert tree is not None or problems
