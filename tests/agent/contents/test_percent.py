"""Forms and percent-encoding."""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.percent import Form, is_percent_encoded


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 100])
def test_a_form_is_a_line_and_decoded_twice_where_it_was_encoded_twice(decode: Any, step: int) -> None:
    out = decode(Form, b"name=%E4%B8%AD+x&mail=a%2540b.example&rest=100%", step)
    assert bytes(out.data).decode() == "name=中 x\tmail=a@b.example\trest=100%"


@given(st.lists(st.tuples(st.text("ab中", min_size=1), st.text("abc中 +&=")), min_size=1), st.integers(1, 9))
def test_what_a_browser_encodes_is_decoded(decode: Any, fields: list[tuple[str, str]], step: int) -> None:
    expected = "\t".join(f"{key}={value}" for key, value in fields)
    assert bytes(decode(Form, urlencode(fields).encode(), step).data).decode() == expected


@given(st.lists(st.sampled_from([b"%", b"2", b"5", b"4", b"1", b"&", b"%25", b"x"])).map(b"".join), st.integers(1, 5))
def test_cuts_never_change_a_form(decode: Any, form: bytes, step: int) -> None:
    assert decode(Form, form, step).data == decode(Form, form).data


def test_a_text_full_of_escapes_is_recognised_without_a_type() -> None:
    assert is_percent_encoded(b"d=%255B%255B%2522")
    assert not is_percent_encoded(b"100% of 50% and 3% more, 4% less")


def test_an_escape_that_a_gap_cuts_stays_as_it_is(decode: Any) -> None:
    out = decode(Form, b"a=%41%42", 3, gap_at=3)
    assert (bytes(out.data), out.lost) == (b"a=%41B", 7)
