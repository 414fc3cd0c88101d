"""From the checked content of a policy file to the value that judges."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from policies.asset import Asset
from policies.bases import Basis
from policies.checked import Checked, Entry
from policies.classify import classifier
from policies.detector_ids import DETECTOR_IDS
from policies.exceptions import ExceptionEntry
from policies.finding import DOCUMENT, EXACT, qualify
from policies.own import OwnDetector
from policies.policy import Border, GeoOverride, Policy, Relay
from policies.prefixes import prefix_table
from policies.processor import CatalogueEntry, Processor
from policies.resolve.duties import clock, counting, evidence, output, retention, review, threshold
from policies.resolve.names import Known, chosen, lineage, text
from policies.resolve.owned import own_detector, own_lists
from policies.resolve.register import register
from policies.resolve.rules import rule
from policies.rulebook import rulebook
from policies.scalars import JURISDICTIONS
from policies.sensitivity import IN_FORCE, Profile, Sensitivity
from policies.subjects import IDENTIFIERS

MINORS = "pi.sensitive.minor"
"""The class of what is known to be of a person under 14: sensitive, whatever it is (PIPL, article 28)."""

COUNTED = ("rules", "transfers", "classes", "bases", "assets")


def resolve(checked: Checked) -> Policy:
    """The policy that judges, of one that was checked."""
    told = checked.sections
    known = _known(told)
    timezone = told["processor"]["timezone"]
    own = tuple(map(own_detector, told["custom_detectors"]))
    return Policy(
        name=checked.name,
        hash=checked.hash,
        law_as_of=told["law_as_of"],
        timezone=timezone,
        zone=ZoneInfo(timezone),
        processor=_processor(told["processor"], known),
        border=_border(told["border"]),
        geo_overrides=(*map(_override, told["geo"]["overrides"]), *map(_forwarder, told["geo"]["relays"])),
        relays=prefix_table((one["cidr"], Relay(one["kind"], one["until"])) for one in told["geo"]["relays"]),
        assets=prefix_table((cidr, _asset(one, known)) for one in told["assets"] for cidr in one["cidrs"]),
        classifier=classifier(_classes(told, own), told["confidence"], MINORS if MINORS in known.lineage else ""),
        sensitivity=_sensitivity(told["classes"], told["counting"]["sensitive_profile"], known),
        untransferable=known.classes(c["id"] for c in told["classes"] if not c["transferable"]) or frozenset(),
        identifiers=known.fields(told["counting"]["identifiers"]) or frozenset(IDENTIFIERS),
        counting=counting(told["counting"], known),
        own_detectors=own,
        own_lists=own_lists(told["lists"]),
        register=register(told["transfers"], known),
        thresholds=tuple(map(threshold, told["thresholds"])),
        rules=rulebook(rule(one, known) for one in told["rules"] if one["enabled"]),
        exceptions=tuple(_exception(one, known) for one in told["exceptions"]),
        bases={basis["id"]: _basis(basis) for basis in told["bases"]},
        clocks=tuple(clock(one, known) for one in told["clocks"]),
        evidence=evidence(told["evidence"]),
        retention=retention(told["retention"]),
        retention_floor=retention(told["retention_floor"]),
        review=review(told["review"]),
        outputs=tuple(map(output, told["outputs"])),
        counts={section: len(told[section]) for section in COUNTED} | {"overrides": len(told["geo"]["overrides"])},
        report=checked.report,
    )


def _known(told: Entry) -> Known:
    return Known(
        lineage=lineage(told["classes"]),
        detectors=(*DETECTOR_IDS, *(one["id"] for one in told["custom_detectors"])),
        assets=_ids(told["assets"]),
        rules=_ids(told["rules"]),
        documents=_ids(told["lists"]["documents"]),
    )


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(one["id"] for one in entries)


def _processor(section: Entry, known: Known) -> Processor:
    zone = section["ftz"] or {"zone": "", "registered": False}
    return Processor(
        cii_operator=section["cii_operator"],
        gba_city=section["gba_city"],
        ftz_zone=zone["zone"],
        ftz_registered=zone["registered"],
        uscc=section["uscc"],
        subjects_total=section["subjects_total"] or 0,
        important=tuple(_catalogue_entry(one, known) for one in section["important_data"]),
    )


def _catalogue_entry(one: Entry, known: Known) -> CatalogueEntry:
    return CatalogueEntry(
        id=one["id"],
        title=text(one["title"], one["id"]),
        source=one["source"],
        first=one["day"],
        classes=known.classes(one["classes"]) or frozenset(),
        detectors=known.fields(one["detectors"]) or frozenset(),
    )


def _border(section: Entry) -> Border:
    return Border(
        mainland=tuple(section["mainland"]),
        disputed=section["disputed"],
        unknown=section["unknown"],
        private_default=section["private_default"],
        watch=frozenset(section["watch"]),
    )


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


def _forwarder(one: Entry) -> GeoOverride:
    """A relay is no receiver: what it is sent goes on to where nobody on this side of it can see."""
    return GeoOverride(
        cidr=one["cidr"], country="", jurisdiction="unknown", name=f"relay ({one['kind']})", note=one["reason"],
        by=one["by"], until=one["until"],
    )  # fmt: skip


def _classes(told: Entry, own: Iterable[OwnDetector]) -> dict[str, str]:
    """Detector -> class; a list's class goes before that of all lists, what the policy says of an own one before it."""
    lists = {
        qualify(kind, one["id"]): one["class"]
        for kind, entries in ((EXACT, told["lists"]["exact"]), (DOCUMENT, told["lists"]["documents"]))
        for one in entries
        if one["class"]
    }
    told_classes: dict[str, str] = told["detectors"]
    return {one.id: one.data_class for one in own} | told_classes | lists


def _asset(one: Entry, known: Known) -> Asset:
    return Asset(one["id"], known.classes(one["holds"]) or frozenset(), one["egress"], one["record_bytes"] or 0)


def _sensitivity(classes: Iterable[Entry], chosen: Profile | None, known: Known) -> Sensitivity:
    under = {
        profile: known.classes(one["id"] for one in classes if one["sensitive"] or profile in one["sensitive_under"])
        for _, profile in IN_FORCE
    }
    return Sensitivity({profile: names or frozenset() for profile, names in under.items()}, chosen)


def _exception(one: Entry, known: Known) -> ExceptionEntry:
    return ExceptionEntry(
        id=one["id"],
        rules=chosen(one["rules"], known.rules) or frozenset(),
        until=one["until"],
        by=tuple(one["by"]),
        assets=chosen(one["assets"], known.assets),
        prefixes=prefix_table((cidr, one["id"]) for cidr in one["cidrs"]) if one["cidrs"] else None,
        names=frozenset(one["names"]) or None,
        countries=frozenset(one["countries"]) or None,
        classes=known.classes(one["classes"]),
        detectors=known.fields(one["detectors"]),
    )


def _basis(one: Entry) -> Basis:
    return Basis(one["id"], one["valid"]["from"], one["valid"]["to"], one["replaced_by"])
