"""The firm's own detectors and lists, resolved."""

from collections.abc import Iterable

from policies.checked import Entry
from policies.own import ListFile, OwnDetector, OwnLists
from policies.resolve.names import text


def own_detector(one: Entry) -> OwnDetector:
    """One kind of data of the user's own."""
    context = one["context"]
    return OwnDetector(
        id=one["id"],
        title=text(one["title"], one["id"]),
        pattern=one["pattern"],
        checksum=one["checksum"],
        words=tuple(context["words"]),
        words_required=context["required"],
        data_class=one["class"],
        confidence=one["confidence"],
        examples=tuple(one["examples"]),
        counterexamples=tuple(one["counterexamples"]),
    )


def own_lists(section: Entry) -> OwnLists:
    """The files of keyed hashes and of fingerprints."""
    return OwnLists(_files(section["exact"]), _files(section["documents"]))


def _files(entries: Iterable[Entry]) -> tuple[ListFile, ...]:
    return tuple(ListFile(one["id"], one["file"], one["class"]) for one in entries)
