"""The text of documents."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.contents.ole import word


def text(streams: dict[str, bytes]) -> str:
    return "".join(word.text(streams["WordDocument"], streams["1Table"]))


def test_pieces_are_read_in_their_order_in_either_width(make_word: Any) -> None:
    streams = make_word("first 138001380", "00 and 姓名：", "last")
    assert text(streams) == "first 13800138000 and 姓名：last"


def test_a_row_of_a_table_is_a_line(make_word: Any) -> None:
    assert text(make_word("a\x07b\x07\x07c\x07d\x07\x07end\r")) == "a\tb\nc\td\nend\n"


def test_the_table_is_named_unless_the_document_is_encrypted(make_word: Any) -> None:
    assert word.table_name(make_word("x")["WordDocument"]) == "1Table"
    assert word.table_name(make_word("x", flags=0)["WordDocument"]) == "0Table"
    assert word.table_name(make_word("x", flags=0x0300)["WordDocument"]) == ""


def test_pieces_that_overlap_give_no_more_than_the_document(make_word: Any) -> None:
    streams = make_word(*["x" * 1000] * 50)
    table = bytearray(streams["1Table"])
    first = table.index(b"\x02", 11) + 5 + 4 * 51
    for number in range(50):
        table[first + 8 * number + 2 : first + 8 * number + 6] = table[first + 2 : first + 6]
    assert len(text({**streams, "1Table": bytes(table)})) <= len(streams["WordDocument"])


@given(st.binary(max_size=100), st.integers(0, 1700), st.integers(0, 100))
def test_any_damage_is_survived(make_word: Any, junk: bytes, at: int, of_table: int) -> None:
    streams = make_word("first", "第二")
    document, table = streams["WordDocument"], streams["1Table"]
    word.table_name(junk)
    list(word.text(document[:at] + junk + document[at + len(junk) :], table))
    list(word.text(document, table[:of_table] + junk))
