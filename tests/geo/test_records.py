"""Every layout of a record yields the same facts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.records import Record, read_record


@pytest.mark.parametrize(
    ("data", "record"),
    [
        (
            {
                "country": {"iso_code": "CN", "names": {"en": "China"}},
                "registered_country": {"iso_code": "SG"},
                "represented_country": {"iso_code": "US", "type": "military"},
            },
            Record("CN", "SG", "US"),
        ),
        ({"country": {"iso_code": "HK"}, "traits": {"is_anycast": True}}, Record("HK", anycast=True)),
        (
            {
                "country": {"iso_code": "US"},
                "traits": {"autonomous_system_number": 64496, "autonomous_system_organization": "Example"},
            },
            Record("US", asn=64496, organisation="Example"),
        ),
        (
            {"autonomous_system_number": 64496, "autonomous_system_organization": "Example"},
            Record(asn=64496, organisation="Example"),
        ),
        ({"country_code": "TW"}, Record("TW")),
        ({"country": "JP", "continent": "AS"}, Record("JP")),
        (
            {"country": "China", "country_code": "CN", "asn": "AS64500", "as_name": "Example"},
            Record("CN", asn=64500, organisation="Example"),
        ),
        ({"asn": "AS64500", "name": "Example", "domain": "example.com"}, Record(asn=64500, organisation="Example")),
        ({"ip": "1.1.1.1"}, Record()),
        ({"name": "Example"}, Record()),
        ({"country": {"iso_code": "cn"}}, Record()),
        ({"country": {"iso_code": 5}}, Record()),
        ("CN", Record()),
        (None, Record()),
    ],
)
def test_a_layout_is_read(data: object, record: Record) -> None:
    assert read_record(data) == record


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = ["country", "registered_country", "represented_country", "country_code", "traits", "asn", "as_name", "name"]


@given(st.dictionaries(st.sampled_from(KEYS), json_values))
def test_no_record_raises_and_a_country_is_two_letters_or_none(data: dict[str, Any]) -> None:
    record = read_record(data)
    assert all(len(code) in (0, 2) for code in (record.country, record.registered, record.represented))
