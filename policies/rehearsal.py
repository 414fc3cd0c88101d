"""Own detectors tried on their examples: what should be found and is not, what should not and is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from policies.custom import custom_detectors
from policies.inspection import Inspector
from policies.own import OwnDetector
from policies.part import Part

_KEY = bytes(32)
"""No digest of a rehearsal is kept."""


@dataclass(frozen=True, slots=True)
class Missed:
    """An example that a detector does not do as it should; `number` counts from 1."""

    detector: str
    kind: Literal["example", "counterexample"]
    number: int

    def __str__(self) -> str:
        found = "is not found" if self.kind == "example" else "is found"
        return f'own detector "{self.detector}": {self.kind} {self.number} {found}'


def rehearse(own: Sequence[OwnDetector]) -> Iterator[Missed]:
    """All examples that are not found and all counterexamples that are; each is a text of its own."""
    for detector in own:
        inspector = Inspector(_KEY, None, custom_detectors([detector]))
        for kind, texts in (("example", detector.examples), ("counterexample", detector.counterexamples)):
            parts = [Part(number, 1, "raw", (text.encode(),)) for number, text in enumerate(texts, 1)]
            found = {finding.owner for finding in inspector.inspect(parts)}
            for number in range(1, len(texts) + 1):
                if kind == "example" and number not in found:
                    yield Missed(detector.id, "example", number)
                elif kind == "counterexample" and number in found:
                    yield Missed(detector.id, "counterexample", number)
