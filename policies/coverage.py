"""What of a transfer the register of lawful paths covers, and how the rest exceeds it.

1. A finding is covered when some valid entry for its receiver covers it (see `policies.legality`); several entries may
   together cover a transfer.
2. A host name of the register at another address is a violation of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from policies.legality import Circumstances, Miss, is_available, miss
from policies.reasons import reason
from policies.register import LawfulPath, Match, Register
from policies.transfer import Transfer
from policies.verdict import Classified


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the register says of one transfer."""

    recipient: str  # how the register names the receiver, "" when it does not
    registered: bool  # a path to the receiver is valid on the day, and open to the organisation
    mechanisms: frozenset[str]  # of the valid paths to the receiver
    paths: tuple[str, ...]  # ids of the paths that cover findings
    uncovered: tuple[Classified, ...]
    violations: frozenset[str]
    reasons: tuple[str, ...]


UNREGISTERED = Coverage(
    "", registered=False, mechanisms=frozenset(), paths=(), uncovered=(), violations=frozenset(), reasons=()
)
"""Nothing was found, and the register does not know the receiver."""


STRAYED: Final = reason(
    "接收方地址已登记，但其所在国家或地区不在登记项所列之内。",
    "The receiver's address is registered, but it is in a country that its entry does not name.",
)


def cover(
    register: Register,
    transfer: Transfer,
    findings: tuple[Classified, ...],
    kept: frozenset[str],
    around: Circumstances,
) -> Coverage:
    """What the register covers on the day. Findings of the classes `kept` may never leave, whatever it says."""
    day = around.day
    matches = register.matches(transfer, relayed=around.relayed)
    borrowed = register.borrowed(transfer, matches)
    strayed = not matches and register.is_addressed(transfer)
    if not (findings or matches or borrowed):
        return UNREGISTERED
    valid = [match for match in matches if not match.path.standing(day)]
    used: dict[str, Match] = {}
    missed: dict[Classified, tuple[Miss, ...]] = {}
    for found in findings:
        misses = tuple(miss(match.path, found, around) for match in valid)
        if found.data_class in kept or all(misses):
            missed[found] = misses
        else:
            match = valid[misses.index("")]
            used[match.path.id] = match
    lapsed = [match.path for match in matches if match.path.standing(day)] if missed or not valid else []
    return Coverage(
        recipient=matches[0].path.recipient if matches else "",
        registered=any(is_available(match.path, around) for match in valid),
        mechanisms=frozenset(match.path.mechanism for match in valid),
        paths=tuple(used),
        uncovered=tuple(missed),
        violations=frozenset(
            kind
            for found, misses in missed.items()
            for kind in _violations(found, misses, lapsed, around, moved=bool(borrowed) or strayed)
        ),
        reasons=(
            *_path_reasons(used.values(), lapsed, borrowed, day),
            *((STRAYED,) if strayed and missed else ()),
            *_scope_reasons(valid, missed, kept),
        ),
    )


def _violations(
    found: Classified, misses: tuple[Miss, ...], lapsed: list[LawfulPath], around: Circumstances, *, moved: bool
) -> Iterator[str]:
    """How a finding exceeds the register: by a lapsed entry that would cover it, by what fails of the valid ones.

    `moved`: a host name of the register stands at another address, or an address of it in another country.
    """
    would = [path for path in lapsed if not miss(path, found, around)]
    if would or not misses:
        yield from (path.standing(around.day) for path in would or lapsed)
    else:
        yield from filter(None, misses)
    if moved and not misses:
        yield "recipient"


def _path_reasons(
    used: Iterable[Match], lapsed: Iterable[LawfulPath], borrowed: Iterable[LawfulPath], day: str
) -> Iterator[str]:
    for match in used:
        yield _covering(match)
    for path in lapsed:
        yield _lapsed(path, day)
    for path in borrowed:
        yield reason(
            f"传输所用主机名属于登记项 {path.id}，但接收方地址与登记不符。",
            f"The transfer bears a host name of entry {path.id}, but its address is not the registered one.",
        )


def _covering(match: Match) -> str:
    path = match.path
    if match.proven:
        return reason(
            f"登记的合法路径 {path.id}（{path.mechanism}）涵盖该接收方与数据类别。",
            f"The lawful path {path.id} ({path.mechanism}) covers this receiver and this data.",
        )
    return reason(
        f"登记项 {path.id}（{path.mechanism}）仅按主机名匹配；主机名由发送方自填，接收方未经证实，应补登地址。",
        f"Register entry {path.id} ({path.mechanism}) matches by host name only; the sender chooses that name, "
        "so the receiver is not proven: register its addresses.",
    )


def _lapsed(path: LawfulPath, day: str) -> str:
    if path.standing(day) == "expired":
        return reason(
            f"登记项 {path.id} 已于 {path.last} 届满，传输发生于 {day}。",
            f"Register entry {path.id} expired on {path.last}; the transfer took place on {day}.",
        )
    return reason(
        f"登记项 {path.id} 自 {path.first} 起生效，传输发生于 {day}。",
        f"Register entry {path.id} is valid only from {path.first}; the transfer took place on {day}.",
    )


FAILED: Final[Mapping[Miss, tuple[str, str]]] = {
    "class": ("类别不在登记范围内", "the class is not in its scope"),
    "field": ("字段不在登记范围内", "the field is not in its scope"),
    "mechanism": (
        "该机制依法不适用于此数据或本单位",
        "the law does not open this mechanism to this data or this organisation",
    ),
    "document": ("不是登记的文件", "it is not one of the registered documents"),
    "cap": ("超出单次人数上限", "more people than it allows at once"),
}
"""What of a path failed, for people."""


def _scope_reasons(
    valid: list[Match], missed: Mapping[Classified, tuple[Miss, ...]], kept: frozenset[str]
) -> Iterator[str]:
    for found, misses in missed.items():
        what = f"{found.data_class} ({found.detector})"
        if found.data_class in kept:
            yield reason(f"{what} 不得凭任何登记路径出境。", f"No registered path can let {what} leave.")
        elif valid:
            tried = [(match.path.id, FAILED[failed]) for match, failed in zip(valid, misses, strict=True)]
            zh = "；".join(f"{path}：{why[0]}" for path, why in tried)
            en = "; ".join(f"{path}: {why[1]}" for path, why in tried)
            yield reason(f"超出登记范围：{what}（{zh}）。", f"Scope exceeded: {what} ({en}).")
