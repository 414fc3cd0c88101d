"""Text in lines of a width."""

from hypothesis import given
from hypothesis import strategies as st

from reports.wrapping import LEAST, display_width, wrapped


def test_chinese_characters_take_two_places() -> None:
    assert display_width("香港 HK") == 7


def test_a_combining_mark_takes_no_place() -> None:
    assert display_width("e\N{COMBINING ACUTE ACCENT}") == 1


def test_words_stay_whole_and_lines_are_indented() -> None:
    text = "one two three four five six seven"
    assert list(wrapped(text, 24, "  ", "    ")) == ["  one two three four", "    five six seven"]


def test_chinese_may_be_parted_anywhere_but_a_mark_never_begins_a_line() -> None:
    lines = list(wrapped("数据由境内发往境外，没有任何登记项。", 20))
    assert lines == ["数据由境内发往境外，", "没有任何登记项。"]
    assert all(display_width(line) <= 20 for line in lines)


def test_a_long_word_stands_alone() -> None:
    assert list(wrapped(f"a {'x' * 50} b", 20)) == ["a", "x" * 50, "b"]


def test_nothing_gives_no_line() -> None:
    assert list(wrapped("  ", 40)) == []


@given(st.text("ab 数据，。 ", max_size=80), st.integers(LEAST, 60))
def test_nothing_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    lines = list(wrapped(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())
    longest = max((display_width(word) for word in text.replace("数", " ").replace("据", " ").split()), default=0)
    assert all(display_width(line) <= max(width, longest + 4) for line in lines)
