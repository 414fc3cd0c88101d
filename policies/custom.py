"""Detectors that users write into their policy, made of the same parts as the shipped ones."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from policies.checksums import luhn, organisation_check, resident_check, uscc_check, vin_check
from policies.context import Terms
from policies.detector import Claim, Context, Detector, Family, Sight
from policies.own import OwnDetector
from policies.patterns import MOST_BYTES
from policies.shapes import RIGHT, compact, covered

BESIDE: Final = 0.1
"""How much surer words near make a claim."""
_SHOWN: Final = 2
_SHORT: Final = 6


def custom_detectors(own: Iterable[OwnDetector]) -> tuple[Detector, ...]:
    """The detectors of a policy's own kinds, in its order; their patterns were checked (`policies.patterns`)."""
    return tuple(map(_detector, own))


def _detector(own: OwnDetector) -> Detector:
    body = own.pattern.encode()
    pattern = re.compile(b"(?:" + body + b")" + RIGHT)
    words = _words(own.words)
    agrees = CHECKSUMS[own.checksum]

    def claim(sight: Sight) -> Iterator[Claim]:
        for match in sight.alone(pattern, MOST_BYTES):
            value = match[0]
            if not agrees(compact(value)):
                continue
            named = words is not None and sight.called(words, *match.span())
            if named or not own.words_required:
                sure = min(own.confidence + BESIDE, 1.0) if named and not own.words_required else own.confidence
                yield Claim(*match.span(), compact(value), _masked(value), sure)

    return Detector(
        id=own.id,
        finds=own.title.en,
        source="the policy",
        false_positives="as its pattern allows; the policy's counterexamples are none",
        confidence=f"{own.confidence} by the policy",
        context=Context.REQUIRED if own.words_required else Context.RAISES if own.words else Context.NONE,
        family=Family.BOUNDED,
        sieve=b"(?:" + body + b")",
        claim=claim,
    )


def _words(words: tuple[str, ...]) -> Terms | None:
    """The words as they are written, in any case; Latin ones only where no letter belongs to them."""
    if not words:
        return None
    escaped = [re.escape(word.lower()) for word in words]
    return Terms("|".join(rf"(?<![a-z]){one}(?![a-z])" if one.isascii() else one for one in escaped))


def _masked(value: bytes) -> str:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return "***"
    return covered(value, _SHOWN, _SHOWN) if len(text) > _SHORT else "*" * len(text)


def _last_agrees(check: Callable[[bytes], int]) -> Callable[[bytes], bool]:
    def agrees(value: bytes) -> bool:
        try:
            return value[-1] == check(value[:-1])
        except (ValueError, KeyError, IndexError):
            return False

    return agrees


def _is_luhn(value: bytes) -> bool:
    return value.isdigit() and luhn(value)


def _is_vehicle(value: bytes) -> bool:
    try:
        return value[8] == vin_check(value)
    except (KeyError, IndexError, ValueError):
        return False


CHECKSUMS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "": lambda _: True,
    "luhn": _is_luhn,
    "resident": _last_agrees(resident_check),
    "uscc": _last_agrees(uscc_check),
    "organisation": _last_agrees(organisation_check),
    "vin": _is_vehicle,
}
"""What checks a value, by the name a policy gives; separators are left out first."""
