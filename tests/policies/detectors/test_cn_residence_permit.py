"""Residence permits of people from Hong Kong, Macao and Taiwan."""

from collections.abc import Callable
from typing import Any

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_the_three_prefixes_are_permits_and_no_identity_cards(found: Found, generator: Any, region: str) -> None:
    value = generator.resident_id(region)
    assert found(f"身份证号 {value}") == [("cn.residence_permit", value)]


@pytest.mark.parametrize("region", ["810101", "840000", "800000"])
def test_other_numbers_under_eighty_are_none(found: Found, generator: Any, region: str) -> None:
    assert found(f"居住证 {generator.resident_id(region)}") == []


def test_a_wrong_check_character_is_none(found: Found, generator: Any) -> None:
    value = generator.resident_id("830000")
    assert found(value[:-1] + ("0" if value[-1] != "0" else "1")) == []
