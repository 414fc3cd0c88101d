"""Names of countries and regions."""

from reports.countries import COUNTRIES


def test_every_code_is_two_capitals_with_two_names() -> None:
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in COUNTRIES)
    assert all(zh and en and zh != en for zh, en in COUNTRIES.values())
    assert len(COUNTRIES) == 249
