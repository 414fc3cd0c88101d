"""Whether a registered path lets a finding leave: one place of truth for the verdict and for who explains it.

Sources: Provisions on Promoting and Regulating Cross-Border Data Flows (2024), articles 2 to 8; the two standard
contracts of the Greater Bay Area (2023, 2024).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from policies.finding import DOCUMENT, WHOLE, Tally, qualified
from policies.processor import Processor
from policies.register import LawfulPath
from policies.sensitivity import Sensitivity
from policies.verdict import IMPORTANT, Classified

Miss = Literal["class", "field", "mechanism", "document", "cap", ""]
"""The first condition of a path that fails for a finding, "" where none does."""

GREATER_BAY_AREA = frozenset({"HK", "MO"})
CONTRACTS = frozenset({"standard_contract", "certification", "gba_contract"})
SMALL_NUMBERS = "CBDF2024.5.1.4"
"""The exemption of under 100,000 persons none of whose data is sensitive: article 5(1)(iv)."""

MOST_PARTS = 5
"""A finding tells so many of its parts; of one with as many it is not known whether there are more."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a path is tried in: who sends, where to, on which day, and what else the transfer holds."""

    processor: Processor
    sensitivity: Sensitivity
    country: str  # of the receiver, ISO 3166-1 alpha-2
    day: str
    subjects: int = 0  # at least so many persons in the transfer
    documents: Mapping[str, frozenset[str]] = field(default_factory=dict)  # list -> parts that are a document of it
    relayed: bool = False  # the receiver only forwards: its own country says nothing

    def is_important(self, found: Classified) -> bool:
        """Whether it is important data under an entry of the processor's catalogue on the day."""
        return any(entry.names(found.data_class, found.detector, self.day) for entry in self.processor.important)


def whole_documents(tallies: Iterable[Tally]) -> dict[str, frozenset[str]]:
    """List -> the parts of a transfer that are, as a whole, a registered document of it."""
    whole: dict[str, frozenset[str]] = {}
    for tally in tallies:
        kind, name, extent = qualified(tally.detector)
        if kind == DOCUMENT and extent == WHOLE:
            whole[name] = whole.get(name, frozenset()) | frozenset(tally.parts)
    return whole


def miss(path: LawfulPath, found: Classified, around: Circumstances) -> Miss:
    """What of the path fails for the finding, the first of its conditions."""
    scope = path.misses(found)
    if scope:
        return scope
    if not is_open(path, found, around):
        return "mechanism"
    if path.documents is not None and not _is_registered(path.documents, found, around):
        return "document"
    return "cap" if 0 < path.caps.subjects_per_transfer < around.subjects else ""


def is_open(path: LawfulPath, found: Classified, around: Circumstances) -> bool:
    """Whether the law lets this organisation send this data by the path's mechanism, whatever the register says."""
    mechanism = path.mechanism
    if mechanism == "security_assessment":
        return True
    if found.data_class == IMPORTANT or around.is_important(found):
        # An approval is for special classes of their own, which it has to name: working papers, survey results.
        return mechanism == "approval" and path.classes is not None and found.data_class != IMPORTANT
    is_small = mechanism == "exemption" and path.article == SMALL_NUMBERS
    return is_available(path, around) and not (
        is_small and around.sensitivity.is_sensitive(found.data_class, around.day)
    )


def is_available(path: LawfulPath, around: Circumstances) -> bool:
    """Whether the path's mechanism is open to this organisation and this recipient at all, whatever is sent."""
    processor, mechanism = around.processor, path.mechanism
    if mechanism == "gba_contract" and not (processor.gba_city and _leads_to_bay_area(path, around)):
        return False
    if mechanism == "negative_list":
        return processor.ftz_registered
    return not (processor.cii_operator and (mechanism in CONTRACTS or path.article == SMALL_NUMBERS))


def _leads_to_bay_area(path: LawfulPath, around: Circumstances) -> bool:
    """Behind a relay only the entry tells where its recipient is."""
    if around.relayed:
        return bool(path.countries) and path.countries <= GREATER_BAY_AREA
    return around.country in GREATER_BAY_AREA


def _is_registered(lists: frozenset[str], found: Classified, around: Circumstances) -> bool:
    """Whether every part the finding stands in is an unchanged document of one of the lists, or lies in one."""
    held = frozenset[str]().union(*(around.documents.get(name, frozenset()) for name in lists))
    return 0 < len(found.parts) < MOST_PARTS and all(
        part in held or any(part.startswith(f"{whole} > ") for whole in held) for part in found.parts
    )
