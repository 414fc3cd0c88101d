"""The firm's own data, as the policy names it: its own detectors, lists of values and of documents."""

from dataclasses import dataclass

from policies.reasons import Text


@dataclass(frozen=True, slots=True)
class OwnDetector:
    """A kind of data of the user's own: a pattern, what checks it, and the words that stand near."""

    id: str  # begins with "x."
    title: Text
    pattern: str
    checksum: str  # "luhn", "resident", "uscc", "organisation", "vin", "" for none
    words: tuple[str, ...]
    words_required: bool
    data_class: str
    confidence: float
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file of keyed hashes or fingerprints; `file` is as written, relative to the policy that names it."""

    id: str
    file: str
    data_class: str  # "" where the policy gives none


@dataclass(frozen=True, slots=True)
class OwnLists:
    """The firm's own values (`match.exact`) and documents (`match.document`)."""

    exact: tuple[ListFile, ...] = ()
    documents: tuple[ListFile, ...] = ()
