"""What a policy answered beside what a case expects: only what the case names is compared."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from policies.cases.case import Case, Difference
from policies.rules import SEVERITIES
from policies.verdict import PATHS_APART, Verdict

OUTCOMES: Final = ("clear", "authorised", "opaque", "incident")
NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the policy says of one transfer, or of all transfers of a capture together."""

    verdict: str
    rule: str
    severity: str
    rules: tuple[str, ...]
    basis: tuple[str, ...]
    lawful_path: tuple[str, ...]
    violations: tuple[str, ...]
    classes: tuple[str, ...]
    reasons: tuple[str, ...]
    subjects: int
    asset: str
    recipient: str
    counter_year: int
    thresholds: dict[str, str]


def together(answers: Iterable[Answer]) -> Answer | None:
    """The answers to several transfers as one, named by the gravest of them; None where there are none."""
    graded = sorted(answers, key=_gravity, reverse=True)
    if not graded:
        return None
    first = graded[0]
    return Answer(
        verdict=first.verdict,
        rule=first.rule,
        severity=first.severity,
        rules=_union(one.rules for one in graded),
        basis=_union(one.basis for one in graded),
        lawful_path=_union(one.lawful_path for one in graded),
        violations=_union(one.violations for one in graded),
        classes=_union(one.classes for one in graded),
        reasons=_union(one.reasons for one in graded),
        subjects=max(one.subjects for one in graded),
        asset=first.asset,
        recipient=first.recipient,
        counter_year=first.counter_year,
        thresholds=first.thresholds,
    )


def _gravity(answer: Answer) -> tuple[int, int]:
    return OUTCOMES.index(answer.verdict), SEVERITIES.index(answer.severity) if answer.severity else -1


def _union(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def differences(case: Case, answer: Answer) -> tuple[Difference, ...]:
    """What of the answer is not as expected."""
    return tuple(_differences(case, answer))


def _differences(case: Case, answer: Answer) -> Iterator[Difference]:
    for key, expected in case.expect.items():
        if key == "thresholds":
            yield from _thresholds(expected, answer.thresholds)
        elif isinstance(expected, list):
            found = getattr(answer, LOOKS_AT.get(key, key))
            if not HOLDS.get(key, _exactly)(set(expected), found):
                yield Difference(WORDS.get(key, key), _listed(sorted(expected)), _listed(found))
        elif (found := getattr(answer, key)) != expected:
            yield Difference(key, _shown(expected), _shown(found))


def _thresholds(expected: dict[str, str], found: dict[str, str]) -> Iterator[Difference]:
    for name, state in expected.items():
        if found.get(name) != state:
            yield Difference(f"threshold {name}", state, found.get(name, NOTHING))


def _exactly(expected: set[str], found: tuple[str, ...]) -> bool:
    return expected == set(found)


def _at_least(expected: set[str], found: tuple[str, ...]) -> bool:
    return expected <= set(found)


def _none_of(expected: set[str], found: tuple[str, ...]) -> bool:
    return expected.isdisjoint(found)


def _said(expected: set[str], found: tuple[str, ...]) -> bool:
    return all(any(words in reason for reason in found) for words in expected)


LOOKS_AT: Final = {"fires": "rules", "silent": "rules", "cites": "basis", "says": "reasons"}
"""Which answer a key of `expect` speaks of, where it is not the one of its name."""
HOLDS: Final[dict[str, Callable[[set[str], tuple[str, ...]], bool]]] = {
    "fires": _at_least,
    "silent": _none_of,
    "cites": _at_least,
    "says": _said,
}
WORDS: Final = {"fires": "rules, at least", "silent": "rules, without", "cites": "basis, at least", "says": "reasons"}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or NOTHING


def _shown(value: Any) -> str:
    return str(value) if value != "" else NOTHING


def answer_of(verdict: Verdict, *, year: int, thresholds: dict[str, str]) -> Answer:
    """What a verdict says, and what was counted beside it."""
    return Answer(
        verdict=verdict.outcome,
        rule=next(iter(verdict.rules), ""),
        severity=verdict.severity,
        rules=verdict.rules,
        basis=verdict.basis,
        lawful_path=tuple(verdict.lawful_path.split(PATHS_APART)) if verdict.lawful_path else (),
        violations=verdict.violations,
        classes=tuple(dict.fromkeys(found.data_class for found in verdict.findings)),
        reasons=verdict.reasons,
        subjects=verdict.subjects,
        asset=verdict.asset,
        recipient=verdict.recipient,
        counter_year=year,
        thresholds=thresholds,
    )
