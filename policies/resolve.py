"""From the checked content of a policy file to the value that judges."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from policies.bases import Basis
from policies.checked import Checked, Entry
from policies.classify import UNCLASSIFIED, classifier
from policies.detector_ids import DETECTOR_IDS
from policies.policy import Border, GeoOverride, Policy
from policies.prefixes import prefix_table
from policies.reasons import Text
from policies.register import LawfulPath, Register
from policies.rules import Rule, Subject
from policies.scalars import JURISDICTIONS
from policies.subjects import IDENTIFIERS

COUNTED = ("rules", "transfers", "classes", "bases", "assets")


def resolve(checked: Checked) -> Policy:
    """The policy that judges, of one that was checked."""
    told = checked.sections
    lineage = _lineage(told["classes"])
    rules = tuple(_rule(rule, lineage, told["assets"]) for rule in told["rules"] if rule["enabled"])
    overrides, timezone = told["geo"]["overrides"], told["processor"]["timezone"]
    return Policy(
        name=checked.name,
        hash=checked.hash,
        law_as_of=told["law_as_of"],
        timezone=timezone,
        zone=ZoneInfo(timezone),
        border=_border(told["border"]),
        geo_overrides=tuple(map(_override, overrides)),
        assets=prefix_table((cidr, asset["id"]) for asset in told["assets"] for cidr in asset["cidrs"]),
        classifier=classifier(told["detectors"], told["confidence"]),
        untransferable=_classes((c["id"] for c in told["classes"] if not c["transferable"]), lineage) or frozenset(),
        identifiers=_chosen(told["counting"]["identifiers"], DETECTOR_IDS) or frozenset(IDENTIFIERS),
        register=_register(told["transfers"], lineage),
        rules=rules,
        rules_on_findings=tuple(rule for rule in rules if rule.speaks_of == "findings"),
        rules_on_opaque=tuple(rule for rule in rules if rule.speaks_of != "findings"),
        rules_on_any=tuple(rule for rule in rules if rule.speaks_of == "any"),
        bases={basis["id"]: _basis(basis) for basis in told["bases"]},
        counts={section: len(told[section]) for section in COUNTED} | {"overrides": len(overrides)},
        report=checked.report,
    )


def _lineage(classes: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """Each class with itself and all above it."""
    parents = {one["id"]: one["parent"] for one in classes}
    return {name: frozenset(_upwards(name, parents)) for name in [*parents, UNCLASSIFIED]}


def _upwards(name: str, parents: Mapping[str, str]) -> Iterator[str]:
    while name:
        yield name
        name = parents.get(name, "")


def _classes(patterns: Iterable[str], lineage: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """The classes that a pattern names, those below them included; None where nothing is asked."""
    patterns = tuple(patterns)
    if not patterns:
        return None
    named = _chosen(patterns, lineage) or frozenset()
    return frozenset(name for name, line in lineage.items() if not line.isdisjoint(named))


def _chosen(patterns: Iterable[str], known: Iterable[str]) -> frozenset[str] | None:
    """What of the known the patterns match, None where nothing is asked."""
    patterns = tuple(patterns)
    if not patterns:
        return None
    return frozenset(one for one in known if any(fnmatchcase(one, pattern) for pattern in patterns))


def _text(words: Entry | None, otherwise: str) -> Text:
    if words is None:
        return Text(otherwise, otherwise)
    return Text(words["zh"] or words["en"], words["en"] or words["zh"])


def _border(section: Entry) -> Border:
    return Border(tuple(section["mainland"]), section["disputed"], section["unknown"], section["private_default"])


def _override(one: Entry) -> GeoOverride:
    answer = one["place"] or one["country"] or one["jurisdiction"]
    is_word = answer in JURISDICTIONS
    return GeoOverride(
        cidr=one["cidr"],
        country="" if is_word else answer,
        jurisdiction=answer if is_word else "",
        name=one["name"],
        note=one["reason"] or one["note"],
        by=one["by"],
        until=one["until"],
    )


def _basis(one: Entry) -> Basis:
    return Basis(one["id"], one["valid"]["from"], one["valid"]["to"], one["replaced_by"])


def _register(transfers: Iterable[Entry], lineage: Mapping[str, frozenset[str]]) -> Register:
    paths = [(one["recipients"], _path(one, lineage)) for one in transfers]
    networks: dict[int, tuple[LawfulPath, ...]] = {}
    names: dict[str, tuple[LawfulPath, ...]] = {}
    for recipients, path in paths:
        for asn in recipients["asns"]:
            networks[asn] = (*networks.get(asn, ()), path)
        for name in recipients["names"]:
            names[name] = (*names.get(name, ()), path)
    return Register(prefix_table((cidr, path) for rs, path in paths for cidr in rs["cidrs"]), networks, names)


def _path(one: Entry, lineage: Mapping[str, frozenset[str]]) -> LawfulPath:
    who, valid = one["recipients"], one["valid"]
    return LawfulPath(
        id=one["id"],
        mechanism=one["mechanism"],
        recipient=who["label"] or next(iter(who["names"]), "") or one["id"],
        countries=frozenset(who["countries"]),
        classes=_classes(one["classes"], lineage),
        detectors=_chosen(one["detectors"], DETECTOR_IDS),
        first=valid["from"],
        last=valid["to"],
        by_address=bool(who["cidrs"] or who["asns"]),
    )


def _rule(one: Entry, lineage: Mapping[str, frozenset[str]], assets: Iterable[Entry]) -> Rule:
    match = one["match"]
    speaks_of = _subject(match)
    return Rule(
        id=one["id"],
        title=_text(one["title"], one["id"]),
        priority=one["priority"],
        basis=tuple(one["basis"]),
        ladder=tuple(sorted((int(step), word) for step, word in one["severity"].items())),
        measure=one["severity_by"] or ("opaque_bytes" if speaks_of == "opaque" else "subjects"),
        speaks_of=speaks_of,
        classes=_classes(match["classes"], lineage),
        detectors=_chosen(match["detectors"], DETECTOR_IDS),
        min_subjects=match["min_subjects"] or 0,
        min_count=match["min_count"] or 0,
        min_confidence=match["min_confidence"] or 0.0,
        violations=frozenset(match["scope_violation"]) or None,
        assets=_chosen(match["assets"], [asset["id"] for asset in assets]),
        to=frozenset(match["to"]) or None,
        opaque=match["opaque"],
        opaque_bytes_min=match["opaque_bytes_min"] or 0,
    )


def _subject(match: Entry) -> Subject:
    """What a rule speaks of: findings, unread bytes, or any leaving transfer."""
    asked = ("classes", "detectors", "min_subjects", "min_count", "min_confidence", "scope_violation")
    if any(match[key] for key in asked):
        return "findings"
    return "opaque" if match["opaque"] or match["opaque_bytes_min"] else "any"
