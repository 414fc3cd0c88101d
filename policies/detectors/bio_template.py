"""Biometric records in their interchange formats, and feature vectors in fields called so."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight
from policies.shapes import LABEL_JOINT, spelled

_AHEAD: Final = 160
_RECORD_SIEVE: Final = rb"(?:FMR|FIR|IIR|FAC|VIR|FSR)\x00[ 0][1-3]0\x00\x00"
_RECORD: Final = re.compile(
    rb"(?P<kind>FMR|FIR|IIR|FAC|VIR|FSR)\x00[ 0][1-3]0\x00(?P<length>\x00[\x00-\x7f][\x00-\xff]{2})"
)
_FEATURE: Final = (
    rb"(?:"
    + spelled("人脸特征 人脸向量 面部特征 声纹特征 虹膜特征 指纹特征 指纹模板 人脸模板")
    + rb"|(?i:face|facial|voice_?print|iris|finger_?print)"
    rb"(?i:[_ ]?(?:feature|embedding|vector|encoding|template|descriptor)s?))"
)
_FLOATS: Final = re.compile(
    _FEATURE + LABEL_JOINT + rb"(?P<values>\[\s{0,8}(?:-?[0-9]{1,2}\.[0-9]{3,20}(?:e-?[0-9]{1,3})?,\s{0,8}){6,})"
)
_BLOB: Final = re.compile(_FEATURE + LABEL_JOINT + rb"(?P<values>[A-Za-z0-9+/]{100,})")
_LEAST_BYTES: Final = 24
_IN_SIGHT: Final = 100


def claim(sight: Sight) -> Iterator[Claim]:
    """A record's head with a length it can have; floats or base64 in a field of features, longer than what is seen."""
    for match in sight.matches(_RECORD, 16, 8):
        if int.from_bytes(match["length"], "big") >= _LEAST_BYTES:
            normal = sight.window[match.start() : match.start() + _IN_SIGHT]
            yield Claim(*match.span(), normal, match["kind"].decode() + " ***", 0.9)
    for pattern in (_FLOATS, _BLOB):
        for match in sight.matches(pattern, 64, _AHEAD):
            values = match["values"]
            if len(values) >= _IN_SIGHT and b"]" not in sight.window[match.end() : match.end() + 24]:
                yield Claim(match.start(), match.start("values") + 1, values[:_IN_SIGHT], "[***", 0.85)


DETECTOR: Final = Detector(
    id="bio.template",
    finds="biometric record (finger, face, iris, vein), or a vector of features of a face, voice, iris or finger",
    source="ISO/IEC 19794-2, -4, -5, -6, -8, -9 (heads of the records); ANSI 378",
    false_positives="low: heads of eight fixed bytes; features by their field's name and many floats or long base64",
    confidence="0.9 by head and length, 0.85 for features",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_RECORD_SIEVE + rb"[\x00-\xff]",
    claim=claim,
    also=_FEATURE + LABEL_JOINT + rb"(?:\[\s{0,8}-?[0-9]{1,2}\.[0-9]|[A-Za-z0-9+/]{40})[0-9A-Za-z]",
)
