"""Why no lawful path lets a transfer pass: each register entry with the first condition that fails (pure)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from policies.coverage import FAILED
from policies.judge import circumstances
from policies.legality import Circumstances, Miss, miss
from policies.policy import Policy
from policies.reasons import reason
from policies.register import LawfulPath
from policies.transfer import Transfer
from policies.verdict import Classified


@dataclass(frozen=True, slots=True)
class Tried:
    """One register entry, tried. `why` and `remedy` are sentences for people (see `policies.reasons`).

    `failed` is "recipient", "country", "not_yet_valid", "expired", "class", "field",
    "mechanism", "document", "cap", or "" where nothing fails.
    """

    path: LawfulPath
    failed: str
    why: str
    remedy: str  # what would make it pass, "" where nothing fails
    near: bool = True  # whether address or host name connects the entry with the receiver


def tried(policy: Policy, transfer: Transfer, findings: Iterable[Classified], day: str) -> tuple[Tried, ...]:
    """All entries of the register in their order."""
    held = tuple(findings)
    register = policy.register
    around = circumstances(transfer, policy, held, day)
    addressed = {match.path.id for match in register.matches(transfer, relayed=around.relayed)}
    named = {path.id for path in register.borrowed(transfer, ())}
    return tuple(
        _for_receiver(path, held, policy.untransferable, around)
        if path.id in addressed
        else _elsewhere(path, transfer, named)
        for path in register.paths
    )


def _for_receiver(
    path: LawfulPath, findings: tuple[Classified, ...], kept: Collection[str], around: Circumstances
) -> Tried:
    if standing := path.standing(around.day):
        return _standing(path, standing, around.day)
    for found in findings:
        if found.data_class in kept:
            return _kept(path, found)
        if missed := miss(path, found, around):
            return _missed(path, missed, found)
    return Tried(path, "", reason("各项条件均符合。", "All its conditions hold."), "")


def _elsewhere(path: LawfulPath, transfer: Transfer, named: Collection[str]) -> Tried:
    """An entry that does not match the receiver; what only its host name says is no proof."""
    receiver, country = transfer.receiver, transfer.receiver_place.country
    if path.id not in named:
        why = reason(
            f"该登记项的接收方是 {path.recipient}，不是 {receiver}。",
            f"This entry is for {path.recipient}, not for {receiver}.",
        )
    elif path.countries and country not in path.countries:
        return _country(path, country)
    else:
        why = reason(
            f"主机名属于该登记项，但接收方地址 {receiver} 与登记不符。",
            f"The host name is of this entry, but the address {receiver} is not a registered one.",
        )
    remedy = reason(
        f"若 {receiver} 确属 {path.recipient}，将其地址补登于 recipients.cidrs。",
        f"If {receiver} does belong to {path.recipient}, add its address to recipients.cidrs.",
    )
    return Tried(path, "recipient", why, remedy, near=path.id in named)


def _country(path: LawfulPath, country: str) -> Tried:
    allowed = ", ".join(sorted(path.countries))
    return Tried(
        path,
        "country",
        reason(
            f"接收方位于 {country or '?'}，登记仅限 {allowed}。",
            f"The receiver is in {country or '?'}; the entry is limited to {allowed}.",
        ),
        reason(
            "核实接收方位置；如位置无误，须另行取得并登记合法路径。",
            "Check where the receiver is; if that is right, another path must be obtained and registered.",
        ),
    )


def _standing(path: LawfulPath, standing: str, day: str) -> Tried:
    if standing == "expired":
        return Tried(
            path,
            standing,
            reason(
                f"已于 {path.last} 届满，传输发生于 {day}。", f"It expired on {path.last}; the transfer was on {day}."
            ),
            reason("续办该路径并更新 valid.to。", "Renew the path and move valid.to."),
        )
    return Tried(
        path,
        standing,
        reason(
            f"自 {path.first} 起生效，传输发生于 {day}。",
            f"It is valid only from {path.first}; the transfer was on {day}.",
        ),
        reason("在生效日前停止传输。", "Hold the transfer until that day."),
    )


def _kept(path: LawfulPath, found: Classified) -> Tried:
    what = f"{found.data_class} ({found.detector})"
    return Tried(
        path,
        "class",
        reason(f"{what} 不得凭任何登记路径出境。", f"No registered path can let {what} leave."),
        reason("停止发送。", "Stop sending it."),
    )


def _missed(path: LawfulPath, missed: Miss, found: Classified) -> Tried:
    what, (zh, en) = f"{found.data_class} ({found.detector})", FAILED[missed]
    return Tried(path, missed, reason(f"{what}：{zh}。", f"{what}: {en}."), REMEDIES[missed])


REMEDIES: Final[Mapping[Miss, str]] = {
    "class": reason(
        "如备案或评估涵盖该类别，将其列入 classes；否则先变更备案或停止发送。",
        "If the filing or assessment covers this class, add it to classes; otherwise change the filing first, or stop"
        " sending it.",
    ),
    "field": reason(
        "如备案或评估涵盖该字段，将其列入 fields；否则先变更备案或停止发送。",
        "If the filing or assessment covers this field, add it to fields; otherwise change the filing first, or stop"
        " sending it.",
    ),
    "mechanism": reason(
        "改用依法可以适用的机制，例如通过数据出境安全评估。",
        "Use a mechanism that the law opens to this data, such as a security assessment.",
    ),
    "document": reason("就该文件取得批准并登记其指纹。", "Have this document approved, and register its fingerprint."),
    "cap": reason(
        "减少单次发送的人数，或补充申报更高的数量。", "Send fewer persons in one transfer, or file a higher number."
    ),
}
"""What would make an entry pass, by the condition that fails."""
