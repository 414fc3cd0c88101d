"""Tracks."""

import random
from collections.abc import Callable

import pytest

Found = Callable[..., list[tuple[str, str]]]
FORMS = {
    "csv": "2026-05-07 08:{m:02}:{s:02},{lon:.6f},{lat:.6f}\n",
    "json": '{{"time":"2026-05-07T08:{m:02}:{s:02}","lat":{lat:.6f},"lng":{lon:.6f},"speed":31}},',
    "epoch": '{{"lng":{lon:.5f},"lat":{lat:.5f},"ts":17780{m:02}{s:02}0}}\n',
    "gpx": '<trkpt lat="{lat:.6f}" lon="{lon:.6f}"><time>2026-05-07T08:{m:02}:{s:02}Z</time></trkpt>\n',
}


def track(form: str, count: int, step: float = 0.001, seed: int = 5) -> str:
    draw = random.Random(seed)
    lon, lat = 113.2, 23.1
    rows = []
    for number in range(count):
        lon, lat = lon + draw.uniform(-step, step), lat + draw.uniform(-step, step)
        rows.append(form.format(lon=lon, lat=lat, m=number // 60, s=number % 60))
    return "".join(rows)


@pytest.mark.parametrize("form", FORMS)
def test_a_track_is_found_from_the_tenth_point_on(found: Found, form: str) -> None:
    findings = found(track(FORMS[form], 60))
    assert {one for one, _ in findings} == {"gnss.track"}
    assert 51 <= len(findings) <= 60


@pytest.mark.parametrize("form", FORMS)
def test_nine_points_or_far_points_are_none(found: Found, form: str) -> None:
    assert found(track(FORMS[form], 9)) == []
    assert found(track(FORMS[form], 200, step=0.5)) == []


def test_places_without_times_and_a_fixed_sensor_are_none(found: Found) -> None:
    assert found(track("[{lon:.6f},{lat:.6f}],", 100)) == []
    assert found(track(FORMS["csv"], 100, step=0.0)) == []
