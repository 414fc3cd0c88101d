"""A list of the firm's own values, and where they stand in a text."""

import random

import numpy as np
import pytest

from policies.lists.exact import ExactList, find_exact, make_exact

KEY = bytes(range(16))


def listed(*rows: list[str]) -> ExactList:
    return make_exact(rows, max(map(len, rows)), KEY, "key")[0]


def spans(known: ExactList, text: str) -> list[str]:
    data = text.encode()
    matches = find_exact(known, np.frombuffer(data, np.uint8), KEY)
    return [data[a:b].decode() for a, b in zip(matches.starts.tolist(), matches.ends.tolist(), strict=True)]


def test_every_value_is_found_and_no_other() -> None:
    rng = random.Random(7)
    values = [f"{rng.randrange(10**10):010d}" for _ in range(2000)]
    known = listed(*([value] for value in values[:1000]))
    assert spans(known, ",".join(values)) == values[:1000]


def test_letters_and_joiners_are_told_as_they_were_listed() -> None:
    known = listed(["HT-2026-0001"])
    assert spans(known, "contract ht20260001, HT-2026-0001; HT-2026-0002") == ["ht20260001", "HT-2026-0001"]


def test_a_name_of_a_project_is_found_in_a_sentence() -> None:
    assert spans(listed(["星辰计划"]), "我们的星辰计划书已寄出") == ["星辰计划"]


def test_of_several_columns_two_values_of_one_row_must_stand_near() -> None:
    known = listed(["张三丰", "30118"], ["李四光", "30119"])
    assert spans(known, "张三丰,30118") == ["张三丰,30118"]
    assert spans(known, "张三丰,30119") == []
    assert spans(known, "张三丰" + " " * 300 + "30118") == []


def test_one_row_is_known_by_one_number_wherever_it_stands() -> None:
    known = listed(["张三丰", "30118"], ["李四光", "30119"])
    text = "张三丰 30118 李四光 30119 30118 张三丰"
    matches = find_exact(known, np.frombuffer(text.encode(), np.uint8), KEY)
    assert sorted(matches.known_by.tolist()) == [0, 0, 1]


def test_a_value_of_very_many_rows_says_nothing_of_a_row() -> None:
    known = listed(*(["王小明", f"{number:05d}"] for number in range(200)))
    assert spans(known, "王小明 00007") == []


def test_values_left_out_are_counted_by_reason() -> None:
    _, left_out = make_exact([["123"], ["星辰2026"], ["90817263"]], 1, KEY, "key")
    assert sum(left_out.values()) == 2


def test_under_another_key_nothing_is_found() -> None:
    known = listed(["90817263"])
    assert not len(find_exact(known, np.frombuffer(b"90817263", np.uint8), bytes(16)).starts)


@pytest.mark.parametrize("text", [b"", b"\0", b"90817263"[:7], "张三".encode()])
def test_a_short_text_is_no_trouble(text: bytes) -> None:
    assert not len(find_exact(listed(["90817263"]), np.frombuffer(text, np.uint8), KEY).starts)


def test_an_empty_list_finds_nothing() -> None:
    assert spans(make_exact([], 1, KEY, "key")[0], "90817263") == []
