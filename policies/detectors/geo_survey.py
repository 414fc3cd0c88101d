"""Files of surveying, mapping and design, by their heads."""

import re
import struct
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_AHEAD: Final = 120
_GEOTIFF: Final = (
    rb"\x0e\x83\x0c\x00\x03\x00\x00\x00[\x00-\xff]{4}\x82\x84\x0c\x00|"
    rb"\x83\x0e\x00\x0c\x00\x00\x00\x03[\x00-\xff]{4}\x84\x82\x00\x0c"
)
_SHAPE: Final = rb"\x00\x00\x27\x0a\x00{20}[\x00-\xff]{4}\xe8\x03\x00\x00[\x00-\x1f]\x00\x00\x00"
_FORMS: Final = (
    ("DWG", re.compile(rb"AC10(?:0[69]|1[2458]|2[147]|32)\x00{5}[\x00-\xff]{8}")),
    ("LAS", re.compile(rb"LASF[\x00-\xff]{20}\x01[\x00-\x04][ -~]{4}")),
    ("PCD", re.compile(rb"(?:# \.PCD v[0-9.]{1,4} - "
        rb"Point Cloud Data file format\r?\n)?VERSION \.?[0-9.]{1,4}\r?\nFIELDS x y z")),
    ("E57", re.compile(rb"ASTM-E57\x01\x00\x00\x00")),
    ("DXF", re.compile(rb" {0,2}0\r?\nSECTION\r?\n {0,2}2\r?\n(?:HEADER|TABLES|CLASSES|ENTITIES)\r?\n")),
    ("STEP", re.compile(rb"ISO-10303-21;\s{1,4}HEADER;")),
    ("GeoTIFF", re.compile(_GEOTIFF)),
    ("SHP", re.compile(_SHAPE + rb"(?P<box>[\x00-\xff]{32})")),
)  # fmt: skip
_ANYWHERE: Final = frozenset(("GeoTIFF",))
_SIEVE: Final = (
    rb"(?:\x00(?:AC10[0-3][0-9]\x00{5}|LASF[\x00-\xff]{20}\x01[\x00-\x04]|# \.PCD v|"
    rb"VERSION \.?[0-9.]{1,4}\r?\nFIELDS x|ASTM-E57\x01\x00\x00\x00"
    rb"| {0,2}0\r?\nSECTION\r?\n|ISO-10303-21;|" + _SHAPE + rb")|" + _GEOTIFF + rb")[\x00-\xff]"
)
_CHINA: Final = (73.0, 3.0, 136.0, 54.0)
_DEGREES: Final = (-180.0, -90.0, 180.0, 90.0)


def claim(sight: Sight) -> Iterator[Claim]:
    """A head at the beginning of a part, or the geographic tags of an image; the file is what counts."""
    for name, form in _FORMS:
        for match in sight.matches(form, 48, _AHEAD):
            if name not in _ANYWHERE and (match.start() or sight.base != sight.floor):
                continue
            if name == "SHP" and _is_abroad(match["box"]):
                continue
            yield Claim(*match.span(), sight.window[match.start() : match.end() + _AHEAD], name + " ***", 0.85)


def _is_abroad(box: bytes) -> bool:
    """Whether a bounding box is in degrees and not within China's; in metres it may be anywhere."""
    corners = struct.unpack("<4d", box)
    return _within(corners, _DEGREES) and not _within(corners, _CHINA)


def _within(corners: tuple[float, ...], limits: tuple[float, float, float, float]) -> bool:
    west, south, east, north = corners
    return limits[0] <= west <= east <= limits[2] and limits[1] <= south <= north <= limits[3]


DETECTOR: Final = Detector(
    id="geo.survey",
    finds="file of survey or design: DWG, DXF, STEP, LAS, PCD, E57, GeoTIFF, SHP (not one that is plainly abroad)",
    source="Open Design Specification; DXF reference; ISO 10303-21; ASPRS LAS 1.4; ASTM E2807; OGC 19-008; ESRI (1998)",
    false_positives="drawings of things that are no places; public satellite images",
    confidence="0.85 by head",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
