"""Entries that nothing refers to, and so do nothing."""

from fnmatch import fnmatchcase
from typing import Final

from policies.bases import in_force
from policies.classify import UNCLASSIFIED
from policies.lint.check import Case, Check, Said, named


def _unused_class(case: Case) -> Said:
    told = case.sections
    patterns = {
        *told["detectors"].values(),
        *(one["parent"] for one in told["classes"]),
        *(one["class"] for one in told["custom_detectors"]),
        *(one["class"] for kind in told["lists"].values() for one in kind),
        *(name for rule in told["rules"] for name in rule["match"]["classes"]),
        *(name for kind in ("transfers", "exceptions") for one in told[kind] for name in one["classes"]),
        *(name for one in told["assets"] for name in one["holds"]),
        *(name for one in told["processor"]["important_data"] for name in one["classes"]),
    }
    for path, one in case.entries("classes"):
        if not any(fnmatchcase(one["id"], pattern) for pattern in patterns):
            yield path, f"{named('class', one)} is named nowhere; map a detector to it, or remove it"


def _unreachable_asset(case: Case) -> Said:
    taken: set[str] = set()
    for path, one in case.entries("assets"):
        if taken.issuperset(one["cidrs"]):
            yield (
                path,
                f"{named('asset', one)}: all of its prefixes belong to earlier assets; no host is ever called so",
            )
        taken.update(one["cidrs"])


def _unused_basis(case: Case) -> Said:
    told = case.sections
    used = {
        *(name for kind in ("rules", "thresholds", "clocks") for one in told[kind] for name in one["basis"]),
        *(one["article"] for one in told["transfers"]),
        *(one[key] for one in told["bases"] for key in ("replaced_by", "penalty")),
    }
    for path, one in case.entries("bases"):
        if one["id"] not in used and not (one["replaced_by"] in used and one["replaced_by"]):
            yield path, f"{named('basis', one)} is cited nowhere; cite it in a rule, or remove it"


def _unused_list(case: Case) -> Said:
    named_documents = {name for one in case.sections["transfers"] for name in one["documents"]}
    for kind, detector in (("exact", "match.exact"), ("documents", "match.document")):
        classed = case.policy.classifier.class_of(detector) != UNCLASSIFIED
        for path, one in case.entries("lists", kind):
            if not (classed or one["class"] or any(fnmatchcase(one["id"], name) for name in named_documents)):
                yield path, f"{named('list', one)} has no class and no transfer names it; give it a class"


def _idle_exception(case: Case) -> Said:
    active = {rule.id for rule in case.policy.rules.all}
    for index, (path, one) in enumerate(case.entries("exceptions")):
        if active.isdisjoint(case.policy.exceptions[index].rules):
            yield (*path, "rules"), f"{named('exception', one)} silences no rule that is switched on; remove it"


def _lapsed_basis(case: Case) -> Said:
    for path, one in case.entries("rules"):
        for index, name in enumerate(one["basis"]):
            if one["enabled"] and not in_force([name], case.bases, case.today):
                yield (
                    (*path, "basis", index),
                    f'{named("rule", one)} cites "{name}", which is not in force and has no successor that is; '
                    "name the article that took its place",
                )


def _weak_basis(case: Case) -> Said:
    confidence = {one["id"]: one["confidence"] for one in case.sections["bases"]}
    for path, one in case.entries("rules"):
        for index, name in enumerate(one["basis"]):
            if "critical" in one["severity"].values() and confidence.get(name) in ("memory", "fragments"):
                yield (
                    (*path, "basis", index),
                    f'{named("rule", one)} is critical and cites "{name}", '
                    f"known from {confidence[name]}; let a lawyer check it"
                    "",
                )


CHECKS: Final = (
    Check("unused-class", "note", _unused_class, "a class that is named nowhere", of_packs=False),
    Check("unreachable-asset", "warning", _unreachable_asset, "an asset whose hosts belong to another one"),
    Check("unused-basis", "note", _unused_basis, "a basis that is cited nowhere", of_packs=False),
    Check("unused-list", "warning", _unused_list, "a list without class that no path names"),
    Check("idle-exception", "warning", _idle_exception, "an exception to rules that are switched off"),
    Check("lapsed-basis", "warning", _lapsed_basis, "a rule that cites law no longer in force"),
    Check("weak-basis", "note", _weak_basis, "a critical rule on a basis known from memory or fragments"),
)
