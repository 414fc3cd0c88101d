"""From the checked content of a policy file to the value that judges."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any
from zoneinfo import ZoneInfo

from policies import schema
from policies.bases import Basis
from policies.classify import UNCLASSIFIED, classifier
from policies.detector_ids import DETECTOR_IDS
from policies.policy import Border, GeoOverride, Policy
from policies.prefixes import prefix_table
from policies.reasons import Text
from policies.register import LawfulPath, Register
from policies.rules import Rule, Subject
from policies.scalars import JURISDICTIONS
from policies.subjects import IDENTIFIERS

REPORTED = ("law_as_of", "processor", "border", "classes", "rules", "bases", "transfers", "assets")


def resolve(file: schema.PolicyFile, name: str) -> Policy:
    """The policy of a valid file; `name` is used where the file gives none."""
    lineage = _lineage(file.classes)
    rules = tuple(_rule(rule, lineage, file.assets) for rule in file.rules if rule.enabled)
    content = _content(file)
    digest = hashlib.sha256(_json(content).encode()).hexdigest()
    name = file.name or name
    return Policy(
        name=name,
        hash=digest,
        law_as_of=file.law_as_of,
        timezone=file.processor.timezone,
        zone=ZoneInfo(file.processor.timezone),
        border=_border(file.border),
        geo_overrides=tuple(map(_override, file.geo.overrides)),
        assets=prefix_table((cidr, asset.id) for asset in file.assets for cidr in asset.cidrs),
        classifier=classifier(file.detectors, file.confidence),
        untransferable=_classes((c.id for c in file.classes if not c.transferable), lineage) or frozenset(),
        identifiers=_chosen(file.counting.identifiers, DETECTOR_IDS) or frozenset(IDENTIFIERS),
        register=_register(file.transfers, lineage),
        rules=rules,
        rules_on_findings=tuple(rule for rule in rules if rule.speaks_of == "findings"),
        rules_on_opaque=tuple(rule for rule in rules if rule.speaks_of != "findings"),
        rules_on_any=tuple(rule for rule in rules if rule.speaks_of == "any"),
        bases={basis.id: _basis(basis) for basis in file.bases},
        counts={
            section: len(getattr(file, section)) for section in ("rules", "transfers", "classes", "bases", "assets")
        }
        | {"overrides": len(file.geo.overrides)},
        report=_report(content, name, digest, file.processor.timezone),
    )


def _content(file: schema.PolicyFile) -> dict[str, Any]:
    """What the file says and no default: a key added to the language later changes no hash."""
    return file.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"name", "extends"})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _report(content: Mapping[str, Any], name: str, digest: str, timezone: str) -> str:
    told = {section: content[section] for section in REPORTED if section in content}
    by_id = {
        section: {entry["id"]: {k: v for k, v in entry.items() if k != "id"} for entry in entries}
        for section, entries in told.items()
        if isinstance(entries, list)
    }
    return _json({**told, **by_id, "name": name, "hash": digest, "timezone": timezone})


def _lineage(classes: Iterable[schema.DataClass]) -> dict[str, frozenset[str]]:
    """Each class with itself and all above it."""
    parents = {one.id: one.parent for one in classes}
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


def _text(words: schema.Words | None, otherwise: str) -> Text:
    if words is None:
        return Text(otherwise, otherwise)
    return Text(words.zh or words.en, words.en or words.zh)


def _border(section: schema.BorderSection) -> Border:
    return Border(tuple(section.mainland), section.disputed, section.unknown, section.private_default)


def _override(one: schema.Override) -> GeoOverride:
    answer = one.place or one.country or one.jurisdiction
    is_word = answer in JURISDICTIONS
    return GeoOverride(
        cidr=one.cidr,
        country="" if is_word else answer,
        jurisdiction=answer if is_word else "",
        name=one.name,
        note=one.reason or one.note,
        by=one.by,
        until=one.until,
    )


def _basis(one: schema.Basis) -> Basis:
    return Basis(one.id, one.valid.from_, one.valid.to, one.replaced_by)


def _register(transfers: Iterable[schema.Transfer], lineage: Mapping[str, frozenset[str]]) -> Register:
    paths = [(one.recipients, _path(one, lineage)) for one in transfers]
    networks: dict[int, tuple[LawfulPath, ...]] = {}
    names: dict[str, tuple[LawfulPath, ...]] = {}
    for recipients, path in paths:
        for asn in recipients.asns:
            networks[asn] = (*networks.get(asn, ()), path)
        for name in recipients.names:
            names[name] = (*names.get(name, ()), path)
    return Register(prefix_table((cidr, path) for rs, path in paths for cidr in rs.cidrs), networks, names)


def _path(one: schema.Transfer, lineage: Mapping[str, frozenset[str]]) -> LawfulPath:
    who = one.recipients
    return LawfulPath(
        id=one.id,
        mechanism=one.mechanism,
        recipient=who.label or next(iter(who.names), "") or one.id,
        countries=frozenset(who.countries),
        classes=_classes(one.classes, lineage),
        detectors=_chosen(one.detectors, DETECTOR_IDS),
        first=one.valid.from_,
        last=one.valid.to,
        by_address=bool(who.cidrs or who.asns),
    )


def _rule(one: schema.Rule, lineage: Mapping[str, frozenset[str]], assets: Iterable[schema.Asset]) -> Rule:
    match = one.match
    speaks_of = _subject(match)
    return Rule(
        id=one.id,
        title=_text(one.title, one.id),
        priority=one.priority,
        basis=tuple(one.basis),
        ladder=tuple(sorted(one.severity.items())),
        measure=one.severity_by or ("opaque_bytes" if speaks_of == "opaque" else "subjects"),
        speaks_of=speaks_of,
        classes=_classes(match.classes, lineage),
        detectors=_chosen(match.detectors, DETECTOR_IDS),
        min_subjects=match.min_subjects or 0,
        min_count=match.min_count or 0,
        min_confidence=match.min_confidence or 0.0,
        violations=frozenset(match.scope_violation) or None,
        assets=_chosen(match.assets, [asset.id for asset in assets]),
        to=frozenset(match.to) or None,
        opaque=match.opaque,
        opaque_bytes_min=match.opaque_bytes_min or 0,
    )


def _subject(match: schema.Match) -> Subject:
    """What a rule speaks of: findings, unread bytes, or any leaving transfer."""
    asked = match.classes or match.detectors or match.min_subjects or match.min_count or match.min_confidence
    if asked or match.scope_violation:
        return "findings"
    return "opaque" if match.opaque or match.opaque_bytes_min else "any"
