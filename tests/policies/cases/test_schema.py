"""The facts of a case in their short and long forms."""

import pytest

from policies.cases.schema import Found, Given


def test_a_mapping_of_findings_is_a_list_with_counts() -> None:
    short = Given.model_validate({"findings": {"cn.mobile": "20"}})
    long = Given.model_validate({"findings": [{"detector": "cn.mobile", "count": "20"}]})
    assert short.findings == long.findings == [Found(detector="cn.mobile", count=20)]


@pytest.mark.parametrize(("text", "size"), [("0", 0), ("1MB", 1_000_000), ("1KiB", 1024)])
def test_bytes_may_bear_a_unit(text: str, size: int) -> None:
    assert Given.model_validate({"opaque_bytes": text}).opaque_bytes == size


def test_a_time_needs_its_zone() -> None:
    assert Given.model_validate({"time": "2026-12-31T16:00:00Z"}).time == "2026-12-31T16:00:00+00:00"
    with pytest.raises(ValueError, match="not a time with its zone"):
        Given.model_validate({"time": "2026-12-31T16:00:00"})
