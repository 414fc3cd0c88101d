"""Only what a regulator notified or published is important data, from that day on."""

from policies.processor import CatalogueEntry
from policies.reasons import Text

ENTRY = CatalogueEntry("IMP-1", Text("", ""), "notified", "2026-03-01", frozenset({"data.survey"}), frozenset({"vin"}))


def test_an_entry_names_a_class_or_a_detector_from_its_day_on() -> None:
    assert ENTRY.names("data.survey", "geo.survey", "2026-03-01")
    assert ENTRY.names("pi.ordinary.vehicle", "vin", "2026-12-31")
    assert not ENTRY.names("pi.ordinary", "email", "2026-03-01")
    assert not ENTRY.names("data.survey", "geo.survey", "2026-02-28")
