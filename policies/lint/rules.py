"""Rules that cannot fire, exceptions that do not hold, patterns that take too long."""

import json
from typing import Any, Final

from policies.checked import Entry
from policies.detectors import DETECTORS
from policies.lint.check import Case, Check, Said, named
from policies.rules import SEVERITIES

ALWAYS: Final = 1.0


def _cannot_fire(case: Case) -> Said:
    built = {detector.id for detector in DETECTORS} | {one["id"] for one in case.sections["custom_detectors"]}
    built |= {"match.exact"} if case.sections["lists"]["exact"] else set()
    built |= {"match.document"} if case.sections["lists"]["documents"] else set()
    classes = set(map(case.policy.classifier.class_of, built))
    classes |= {"data.important"} if case.policy.processor.important else set()
    rules = {rule.id: rule for rule in case.policy.rules}
    for path, one in case.entries("rules"):
        rule = rules.get(one["id"])
        if rule is None:
            continue
        if rule.match.detectors is not None and built.isdisjoint(rule.match.detectors):
            yield (*path, "match", "detectors"), f"{named('rule', one)} never fires: none of its detectors is built in"
        elif rule.match.classes is not None and classes.isdisjoint(rule.match.classes):
            yield (*path, "match", "classes"), f"{named('rule', one)} never fires: no detector feeds its classes"


def _shadowed(case: Case) -> Said:
    seen: dict[str, list[Entry]] = {}
    for _, one in case.entries("rules"):
        if one["enabled"]:
            seen.setdefault(_asked(one), []).append(one)
    for path, one in case.entries("rules"):
        for other in seen.get(_asked(one), ()) if one["enabled"] else ():
            if other["id"] != one["id"] and _graver(other, one):
                yield (
                    path,
                    f"{named('rule', one)} asks for what {named('rule', other)} does and is less severe; remove it",
                )


def _asked(one: Entry) -> str:
    return json.dumps([one["match"], one["severity_by"]], sort_keys=True)


def _graver(rule: Entry, than: Entry) -> bool:
    """Whether a rule is graver at every step."""
    steps = {int(step) for one in (rule, than) for step in one["severity"]}
    return all(_rank(rule, step) > _rank(than, step) for step in steps)


def _rank(rule: Entry, measured: int) -> int:
    ladder = sorted((int(step), word) for step, word in rule["severity"].items())
    reached = [word for step, word in ladder if measured >= step] or [ladder[0][1]]
    return SEVERITIES.index(reached[-1])


def _exception_by_one(case: Case) -> Said:
    strict = {rule.id for rule in case.policy.rules if rule.four_eyes}
    for index, (path, one) in enumerate(case.entries("exceptions")):
        both = sorted(strict & case.policy.exceptions[index].rules)
        if both and len(set(one["by"])) < 2:
            yield (
                (*path, "by"),
                f'{named("exception", one)} has no effect on rule "{both[0]}", which wants two names in "by"',
            )


def _exception_of_secrets(case: Case) -> Said:
    kept = case.policy.untransferable
    secret = {rule.id for rule in case.policy.rules if rule.match.classes and rule.match.classes <= kept}
    for path, one in case.entries("exceptions"):
        for key, names in (("rules", secret), ("classes", kept)):
            for index, name in enumerate(one[key]):
                if name in names:
                    yield (
                        (*path, key, index),
                        f'{named("exception", one)} names "{name}", which nothing silences; take it out',
                    )


def _backtracking(case: Case) -> Said:
    for path, one in case.entries("custom_detectors"):
        if _explodes(one["pattern"]):
            yield (
                (*path, "pattern"),
                f"{named('own detector', one)}: a repetition within a repetition, or two in a row of "
                "the same characters, can take very long; give the inner one a fixed length",
            )


def _explodes(pattern: str) -> bool:
    from re import _parser  # type: ignore[attr-defined]  # the parsed form has no public name

    return _repeats_in_repeats(_parser.parse(pattern), inside=False)


def _repeats_in_repeats(parsed: Any, *, inside: bool) -> bool:
    from re import _constants as names  # type: ignore[attr-defined]

    previous = None
    for operation, argument in parsed:
        open_ended = operation in (names.MAX_REPEAT, names.MIN_REPEAT) and argument[1] == names.MAXREPEAT
        if open_ended and (inside or str(argument[2]) == previous):
            return True
        previous = str(argument[2]) if open_ended else None
        inner = inside or open_ended
        if operation in (names.MAX_REPEAT, names.MIN_REPEAT) and _repeats_in_repeats(argument[2], inside=inner):
            return True
        if operation is names.SUBPATTERN and _repeats_in_repeats(argument[3], inside=inside):
            return True
        if operation is names.BRANCH and any(_repeats_in_repeats(one, inside=inside) for one in argument[1]):
            return True
    return False


def _pointless_warning(case: Case) -> Said:
    for path, one in case.entries("thresholds"):
        for index, share in enumerate(one["warn_at"]):
            if share in (0, ALWAYS):
                yield (
                    (*path, "warn_at", index),
                    f"{named('threshold', one)} warns at {share:g}, which is "
                    f"{'always' if share == 0 else 'too late'}; write shares between 0 and 1",
                )


CHECKS: Final = (
    Check("rule-cannot-fire", "warning", _cannot_fire, "a rule on detectors or classes that nothing feeds"),
    Check("shadowed-rule", "warning", _shadowed, "a rule that asks for what a graver one does"),
    Check("exception-by-one", "error", _exception_by_one, "one name under an exception to a rule of four eyes"),
    Check("exception-of-secrets", "error", _exception_of_secrets, "an exception for what may never leave"),
    Check("slow-pattern", "warning", _backtracking, "a pattern that may take exponential or quadratic time"),
    Check("pointless-warning", "note", _pointless_warning, "a threshold that warns at 0 or at 1"),
)
