"""Unified social credit codes."""

from collections.abc import Callable
from typing import Any

from stdnum.cn import uscc

Found = Callable[..., list[tuple[str, str]]]


def test_what_is_found_the_reference_calls_valid(found: Found, generator: Any) -> None:
    values = [generator.uscc() for _ in range(50)]
    assert found("\n".join(values)) == [("cn.uscc", value) for value in values]
    assert all(uscc.is_valid(value) for value in values)


def test_a_code_of_digits_alone_needs_words_near_or_above(found: Found) -> None:
    from policies.checksums import uscc_check

    bodies = [f"9131000012345{n:04}" for n in range(100)]
    value = next(body + check for body in bodies if (check := chr(uscc_check(body.encode()))).isdigit())
    assert found(f"x {value}") == []
    assert found(f"税号 {value}") == [("cn.uscc", value)]
    assert found(f"name,tax_no\n{'某' * 50},{value}\n") == [("cn.uscc", value)]


def test_letters_the_alphabet_leaves_out_make_it_none(found: Found, generator: Any) -> None:
    value = generator.uscc()
    assert [found(value[:10] + letter + value[11:]) for letter in "IOSVZ"] == [[]] * 5
