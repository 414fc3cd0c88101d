"""What is written is what a policy file says when it is read."""

from hypothesis import given
from hypothesis import strategies as st

from policies.document import Block, Items, read_document
from policies.importing.written import MADE, written
from policies.problems import Mark, Problem

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def tree_of(title: str, names: list[str]) -> Block:
    mark = Mark("r.csv", 7)
    entry, tree, transfers, listed = Block(mark), Block(mark), Items(mark), Items(mark)
    for name in names:
        listed.add(name, mark)
    entry.put("id", "T-1", mark)
    entry.put("title", title, mark)
    entry.put("classes", listed, mark)
    transfers.add(entry, mark)
    tree.put("transfers", transfers, mark)
    return tree


def test_each_transfer_stands_under_its_row() -> None:
    assert written(tree_of("甲: 乙", ["pi.*", "pi.ordinary"]), ["pipl-general"], "台账.xlsx") == (
        f"{MADE} 台账.xlsx\n"
        "extends: [pipl-general]\n"
        "transfers:\n"
        "  # row 7\n"
        "  - id: T-1\n"
        '    title: "甲: 乙"\n'
        '    classes: ["pi.*", pi.ordinary]\n'
    )


@given(TEXTS, st.lists(TEXTS))
def test_any_text_is_read_back_as_it_was(title: str, names: list[str]) -> None:
    tree, problems = tree_of(title, names), list[Problem]()
    back = read_document(written(tree, [title], title).encode(), "p.yaml", problems)
    assert problems == []
    assert back is not None
    assert back["extends"] == [title]
    assert back["transfers"] == tree["transfers"]
