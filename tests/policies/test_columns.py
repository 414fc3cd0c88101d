"""Headers of tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.columns import table


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        (b"name,passport,phone\nLi,", b"Li,", "passport"),
        (b"\xef\xbb\xbfpassport\tname\r\nE\t", b"", "passport"),
        (b'a,b,c\n"x,y",z,', b'"x,y",z,', "c"),
        (b"passport\nE1\n", b"E1\n", "passport"),
        (b"a;passportNo;c\n", b"1;", "passport no"),
        (b"INSERT INTO t (`id`, `gddm`) VALUES (1, ", b"(1, '", "gddm"),
        (b"INSERT INTO t (id, gddm) VALUES (1,'x'),(2, 'a,b'), (3, ", b"(2, 'a,b'), (3, ", "gddm"),
        (b"COPY public.t (id, passport) FROM stdin;\n1\t", b"1\t", "passport"),
        ("姓名,护照号\n某,".encode(), "某,".encode(), "护照号"),
        ("姓名,护照号\n某,".encode("gbk"), "某,".encode("gbk"), "护照号"),
    ],
)
def test_the_name_above_a_value_is_known(head: bytes, row: bytes, name: str) -> None:
    found = table(head)
    assert found is not None
    assert found.name(row) == name


@pytest.mark.parametrize("head", [b"", b"no line end", b"2026-01-01,5\n", b"13800000000\n"])
def test_what_begins_with_data_has_no_header(head: bytes) -> None:
    assert table(head) is None


def test_a_row_longer_than_its_header_has_no_name_there() -> None:
    found = table(b"a,b\n")
    assert found is not None
    assert found.name(b"1,2,3,") == ""


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_give_a_name_or_none(head: bytes, row: bytes) -> None:
    found = table(head)
    assert found is None or isinstance(found.name(row), str)
