"""The register of lawful paths, resolved."""

from collections.abc import Iterable

from policies.checked import Entry
from policies.prefixes import prefix_table
from policies.register import Caps, LawfulPath, Register
from policies.resolve.names import Known, chosen


def register(transfers: Iterable[Entry], known: Known) -> Register:
    """The lawful paths by what they know their recipients by."""
    paths = [(one["recipients"], _path(one, known)) for one in transfers]
    networks: dict[int, tuple[LawfulPath, ...]] = {}
    names: dict[str, tuple[LawfulPath, ...]] = {}
    for recipients, path in paths:
        for asn in recipients["asns"]:
            networks[asn] = (*networks.get(asn, ()), path)
        for name in recipients["names"]:
            names[name] = (*names.get(name, ()), path)
    return Register(
        paths=tuple(path for _, path in paths),
        prefixes=prefix_table((cidr, path) for recipients, path in paths for cidr in recipients["cidrs"]),
        networks=networks,
        names=names,
    )


def _path(one: Entry, known: Known) -> LawfulPath:
    who, valid, caps = one["recipients"], one["valid"], one["caps"]
    return LawfulPath(
        id=one["id"],
        mechanism=one["mechanism"],
        article=one["article"],
        recipient=who["label"] or next(iter(who["names"]), "") or one["id"],
        countries=frozenset(who["countries"]),
        classes=known.classes(one["classes"]),
        fields=known.fields([*one["fields"], *one["detectors"]]),
        documents=chosen(one["documents"], known.documents),
        caps=Caps(caps["subjects_per_transfer"] or 0, caps["subjects_per_year"] or 0, caps["bytes_per_day"] or 0),
        counts_toward_thresholds=one["counts_toward_thresholds"],
        first=valid["from"],
        last=valid["to"],
        by_address=bool(who["cidrs"] or who["asns"]),
    )
