"""The headings of a register are many, and each means one thing."""

from collections import Counter
from typing import get_args

from policies.importing import cells
from policies.importing.columns import COLUMNS, HEADINGS, MECHANISMS, by_name
from policies.schema.register import Transfer
from policies.schema.values import Mechanism, Section


def below(section: type[Section], step: str) -> type[Section]:
    """The section under a key, however optional it is."""
    kinds = [section.keys()[step].annotation]
    while kinds:
        kind = kinds.pop()
        if isinstance(kind, type) and issubclass(kind, Section):
            return kind
        kinds.extend(get_args(kind))
    raise AssertionError(step)


def test_a_heading_means_one_column() -> None:
    counted = Counter(cells.heading(heading) for column in COLUMNS for heading in column.headings)
    assert {heading: count for heading, count in counted.items() if count > 1} == {}
    assert "" not in counted


def test_every_column_has_a_chinese_and_an_english_heading() -> None:
    for column in COLUMNS:
        ascii_only = {heading.isascii() for heading in column.headings}
        assert ascii_only == {True, False} or column.key == "title.zh", column.key


def test_headings_are_compared_without_looks() -> None:
    assert HEADINGS[cells.heading("接收方地址（CIDR）")].key == "recipients.cidrs"
    assert HEADINGS[cells.heading("Valid_From")].key == "valid.from"


def test_every_mechanism_has_a_name_in_both_languages() -> None:
    assert set(MECHANISMS) == set(get_args(Mechanism))
    names = by_name(MECHANISMS)
    assert names["标准合同"] == names["standardcontract"] == "standard_contract"


def test_every_column_leads_to_a_key_of_a_transfer() -> None:
    for column in COLUMNS:
        section: type[Section] = Transfer
        *above, key = column.key.split(".")
        for step in above:
            section = below(section, step)
        assert key in section.keys(), column.key  # noqa: SIM118  (a class method, not a mapping)
