"""Rules that cannot fire, exceptions that do not hold, warnings that warn of nothing."""

import json
from collections.abc import Iterator
from typing import Final

from policies.checked import Entry
from policies.detectors import DETECTORS
from policies.lint.check import Case, Check, Path, Said, named
from policies.lint.mechanisms import IMPORTANT
from policies.rules import SEVERITIES, Rule

ALWAYS: Final = 1.0


def _built(case: Case) -> set[str]:
    """The detectors that can find anything: those of this build, the firm's own, and those that its lists feed."""
    told = case.sections
    fed = {"match.exact": told["lists"]["exact"], "match.document": told["lists"]["documents"]}
    built = {detector.id for detector in DETECTORS} | {one["id"] for one in told["custom_detectors"]}
    return (built - fed.keys()) | {detector for detector, lists in fed.items() if lists}


def _without_detector(case: Case) -> Said:
    built = _built(case)
    for path, one, rule in _active(case):
        if rule.match.detectors is not None and built.isdisjoint(rule.match.detectors):
            yield (
                (*path, "match", "detectors"),
                f"{named('rule', one)} never fires: none of its detectors finds anything",
            )


def _without_data(case: Case) -> Said:
    fed = {*map(case.policy.classifier.class_of, _built(case)), IMPORTANT}
    for path, one, rule in _active(case):
        if rule.match.classes is not None and fed.isdisjoint(rule.match.classes):
            yield (*path, "match", "classes"), f"{named('rule', one)} never fires: no detector feeds its classes"


def _active(case: Case) -> Iterator[tuple[Path, Entry, Rule]]:
    """The rules that are switched on, as written and as they judge."""
    rules = {rule.id: rule for rule in case.policy.rules.all}
    return ((path, one, rules[one["id"]]) for path, one in case.entries("rules") if one["id"] in rules)


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
    strict = {rule.id for rule in case.policy.rules.all if rule.four_eyes}
    for index, (path, one) in enumerate(case.entries("exceptions")):
        both = sorted(strict & case.policy.exceptions[index].rules)
        if both and len(set(one["by"])) < 2:
            yield (
                (*path, "by"),
                f'{named("exception", one)} has no effect on rule "{both[0]}", which wants two names in "by"',
            )


def _exception_of_secrets(case: Case) -> Said:
    kept = case.policy.untransferable
    secret = {rule.id for rule in case.policy.rules.all if rule.match.classes and rule.match.classes <= kept}
    for path, one in case.entries("exceptions"):
        for key, names in (("rules", secret), ("classes", kept)):
            for index, name in enumerate(one[key]):
                if name in names:
                    yield (
                        (*path, key, index),
                        f'{named("exception", one)} names "{name}", which nothing silences; take it out',
                    )


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
    Check("rule-without-detector", "warning", _without_detector, "a rule on detectors that find nothing"),
    Check("rule-without-data", "warning", _without_data, "a rule on classes that nothing feeds", of_packs=False),
    Check("shadowed-rule", "warning", _shadowed, "a rule that asks for what a graver one does"),
    Check("exception-by-one", "error", _exception_by_one, "one name under an exception to a rule of four eyes"),
    Check("exception-of-secrets", "error", _exception_of_secrets, "an exception for what may never leave"),
    Check("pointless-warning", "note", _pointless_warning, "a threshold that warns at 0 or at 1"),
)
