"""Tracks: places in China one after another, each with its time, and no further apart than people move."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from policies.context import terms
from policies.detector import Claim, Context, Detector, Family, Sight

_LONGITUDE: Final = rb"(?:7[3-9]|[89][0-9]|1[0-2][0-9]|13[0-5])\.[0-9]{4,15}"
_LATITUDE: Final = rb"(?:[3-9]|[1-4][0-9]|5[0-3])\.[0-9]{4,15}"
_BETWEEN: Final = rb"[^0-9.{}\[\]]{1,24}"
_POINT: Final = re.compile(
    rb"(?<![0-9.\-])(?:(?P<lon>"
    + _LONGITUDE
    + rb")"
    + _BETWEEN
    + rb"(?P<lat>"
    + _LATITUDE
    + rb")|(?P<lat2>"
    + _LATITUDE
    + rb")"
    + _BETWEEN
    + rb"(?P<lon2>"
    + _LONGITUDE
    + rb"))(?![0-9.])"
)
_TIME: Final = re.compile(rb"[0-2]?[0-9]:[0-5][0-9]:[0-5][0-9]|(?<![0-9.])1[4-9][0-9]{8}(?:[0-9]{3})?(?![0-9.])")
_LEAST: Final = 10
_STEP: Final = 0.015
"""Degrees between two places, some 1.5 km: a minute at the speed of cars."""

_GAP_BYTES: Final = 200
_COUNTED = terms("#", "track_points")
_LAST = terms("#", "track_end")


def claim(sight: Sight) -> Iterator[Claim]:
    """From the tenth point on every point; those in sight must move, a little each, and have a time each."""
    window = sight.window
    points = [match for match in _POINT.finditer(window) if match.start() < sight.hit]
    places = [_place(match) for match in points]
    run = _run(window, points, places)
    if run < len(("this", "the one before")):
        sight.trail[_COUNTED] = 1
        sight.trail[_LAST] = sight.base + (points[-1].end() if points else 0)
        return
    if sight.trail.get(_LAST) == sight.base + points[-1].end():
        return
    count = max(run, _before(sight, points[-1]) + 1)
    sight.trail[_COUNTED], sight.trail[_LAST] = count, sight.base + points[-1].end()
    if count >= _LEAST and len(set(places[-run:])) > 1:
        for match, (longitude, latitude) in list(zip(points, places, strict=True))[-run:]:
            yield Claim(*match.span(), b"%.6f,%.6f" % (longitude, latitude), "***.****,**.****", 0.85)


def _before(sight: Sight, match: re.Match[bytes]) -> int:
    """How many points the track had when the point before this one was seen."""
    last = sight.trail.get(_LAST, -1)
    is_next = sight.floor <= last < sight.base + match.end() <= last + _GAP_BYTES
    return sight.trail.get(_COUNTED, 0) if is_next else 0


def _run(window: bytes, points: list[re.Match[bytes]], places: list[tuple[float, float]]) -> int:
    """How many of the last points belong to one track."""
    run = 1 if points else 0
    for (later, there), (earlier, here) in pairwise(reversed(list(zip(points, places, strict=True)))):
        step = max(abs(there[0] - here[0]), abs(there[1] - here[1]))
        is_timed = _TIME.search(window, earlier.end(), later.start()) is not None
        if not (is_timed and step <= _STEP and later.start() - earlier.end() <= _GAP_BYTES):
            break
        run += 1
    return run


def _place(match: re.Match[bytes]) -> tuple[float, float]:
    return float(match["lon"] or match["lon2"]), float(match["lat"] or match["lat2"])


DETECTOR: Final = Detector(
    id="gnss.track",
    finds="track: ten or more places in China one after another, each with its time",
    source="WGS 84, GCJ-02 or BD-09 degrees; GPX 1.1; GB/T 45574-2025 (whereabouts)",
    false_positives="lists of places close together with a time each; borders and maps have no times and are none",
    confidence="0.85 from the tenth point on; the first ones of long rows are not counted",
    context=Context.REQUIRED,
    family=Family.BOUNDED,
    sieve=_LONGITUDE,
    claim=claim,
    runs=frozenset(range(5, 16)) - {11},
)
