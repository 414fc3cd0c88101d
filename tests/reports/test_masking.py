"""Numbers in names."""

import random

from hypothesis import given
from hypothesis import strategies as st

from reports.masking import mask_numbers


def test_long_digit_runs_keep_three_and_two() -> None:
    assert mask_numbers("13800000000.t.example") == "138******00.t.example"
    assert mask_numbers("/files/E12345678.pdf") == "/files/E123***78.pdf"


def test_vehicle_and_company_numbers_are_masked() -> None:
    assert mask_numbers("v=LSV0A4182E2180000&") == "v=LSV************00&"
    assert mask_numbers("91310000MA1FL0000X.example") == "913*************0X.example"


def test_ordinary_names_stay() -> None:
    for name in ("www.example", "cdn-2026.example:8443", "http.request.body > gzip", "198.51.100.7", "ip-10-0-0-1"):
        assert mask_numbers(name) == name


@given(st.text(), st.text())
def test_no_number_of_eleven_digits_is_left(before: str, after: str) -> None:
    number = str(random.Random(before + after).randrange(10**10, 10**11))
    assert number not in mask_numbers(f"{before}{number}{after}")
