"""Why no lawful path covers an incident, for an explanation: every register entry that was tried (pure)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policies.policy import Policy
from policies.trial import Tried, tried
from reports import labels
from reports.recorded import Case
from reports.wording import Wording, Words, both

MECHANISM: Final = labels.labelled(
    {
        "security_assessment": ("数据出境安全评估", "security assessment"),
        "standard_contract": ("个人信息出境标准合同", "standard contract"),
        "gba_contract": ("粤港澳大湾区标准合同", "Greater Bay Area contract"),
        "certification": ("个人信息保护认证", "certification"),
        "exemption": ("豁免", "exemption"),
        "approval": ("主管机关批准", "approval by the authority"),
        "negative_list": ("自贸区负面清单之外", "outside a free trade zone's negative list"),
    }
)


@dataclass(frozen=True, slots=True)
class PathTried:
    """One register entry for this receiver, with what fails first."""

    id: str
    title: Words
    mechanism: str
    mechanism_words: Words
    failed: str  # "" where it covers the transfers
    why: Words
    remedy: Words | None
    transfers: int  # of those shown


@dataclass(frozen=True, slots=True)
class Trial:
    """What the register says of an incident. `others` are entries for other recipients."""

    paths: tuple[PathTried, ...]
    others: int


def tried_paths(case: Case, policy: Policy, wording: Wording) -> Trial:
    """Every entry of the register, tried for each transfer of the case; what is the same is told once."""
    counted: Counter[Tried] = Counter()
    elsewhere: set[str] = set()
    for one in case.transfers:
        verdict = one.judged.verdict
        for trial in tried(policy, one.judged.transfer, verdict.findings, verdict.day or case.incident.day):
            if trial.near:
                counted[trial] += 1
            else:
                elsewhere.add(trial.path.id)
    near = {trial.path.id for trial in counted}
    return Trial(tuple(_path(trial, number, wording) for trial, number in counted.items()), len(elsewhere - near))


def _path(trial: Tried, transfers: int, wording: Wording) -> PathTried:
    path = trial.path
    return PathTried(
        id=path.id,
        title=wording.title("transfers", path.id),
        mechanism=path.mechanism,
        mechanism_words=labels.label(MECHANISM, path.mechanism),
        failed=trial.failed,
        why=both(trial.why),
        remedy=both(trial.remedy) if trial.remedy else None,
        transfers=transfers,
    )


def summary(trial: Trial) -> Words:
    """What was tried, in one sentence."""
    if trial.paths:
        number = len(trial.paths)
        return Words(
            f"登记册中有 {number} 项涉及该接收方，另有 {trial.others} 项属于其他接收方。",
            f"{number} {'entry' if number == 1 else 'entries'} of the register concern this receiver;"
            f" {trial.others} are for other recipients.",
        )
    if trial.others:
        return Words(
            f"登记册没有该接收方的登记项；现有 {trial.others} 项均属于其他接收方。",
            f"The register has no entry for this receiver; it has {trial.others} for others.",
        )
    return Words("登记册没有任何登记项。", "The register has no entries at all.")


def remedies(case: Case, policy: Policy | None, trial: Trial | None, wording: Wording) -> Iterator[Words]:
    """What would let later transfers like these pass, most concrete first."""
    threshold = next((one for one in policy.thresholds if one.id == case.incident.rule), None) if policy else None
    if threshold:
        enough = [labels.label(MECHANISM, name) for name in sorted(threshold.requires)]
        yield Words(
            f"门槛“{threshold.title.zh}”达到后，须有：{'、'.join(one.zh for one in enough) or '（策略未写明）'}。",
            f"Past the threshold “{threshold.title.en}” it takes: {', '.join(one.en for one in enough) or 'not said'}.",
        )
    forbidden = [name for name in case.incident.classes if policy and name in policy.untransferable]
    for name in forbidden:
        title = wording.title("classes", name)
        yield Words(
            f"{title.zh}（{name}）不得凭任何登记路径出境：应停止发送。",
            f"No registered path can let {title.en} ({name}) leave: stop sending it.",
        )
    if set(case.incident.classes) - set(forbidden) or not case.incident.classes:
        if trial and trial.paths:
            for path in trial.paths:
                if path.remedy:
                    yield Words(f"{path.id}：{path.remedy.zh}", f"{path.id}: {path.remedy.en}")
        else:
            yield _register(case, wording)
    receivers = [one.judged.transfer.receiver_place for one in case.transfers]
    if any(place.jurisdiction.label in {"disputed", "unknown"} or place.confidence == "assumed" for place in receivers):
        yield Words(
            "接收方位置存疑：如其确在境内，在 geo.overrides 中写明并说明理由。",
            "The receiver's place is in doubt: if it is in the mainland, say so under geo.overrides, with a reason.",
        )
    if case.incident.opaque_bytes:
        yield Words(
            "如需查明未读内容，把探针置于加密之前（例如反向代理内侧）。",
            "To know what was not read, place the sensor where traffic is not yet encrypted (inside the proxy).",
        )


def _register(case: Case, wording: Wording) -> Words:
    one = case.incident
    titles = [wording.title("classes", name) for name in one.classes]
    zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
    return Words(
        f"取得并登记一条到 {one.recipient} 的合法路径（评估、标准合同、认证或确需的豁免）"
        + (f"，涵盖{zh}。" if zh else "。"),
        f"Obtain a lawful path to {one.recipient} (assessment, standard contract, certification or a necessary"
        " exemption) and register it" + (f" for {en}." if en else "."),
    )
