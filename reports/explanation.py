"""Why an incident is one, for a compliance officer: a pure value that a terminal, a page or a program shows."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from policies.detector import Detector
from policies.policy import Policy
from reports import explanation_facts as facts
from reports import explanation_law as law
from reports import labels
from reports.accountability import Rung, ladder
from reports.explanation_paths import Trial, remedies, tried_paths
from reports.grounds import bases, reasons
from reports.quantities import volume
from reports.recorded import Case
from reports.wording import Wording, Words

ADVICE: Final = Words(
    "本说明由工具生成，不构成法律意见；是否启动法定时限由负责人决定。",
    "Written by a tool; this is no legal advice, and the officer decides which clock starts.",
)
LATER: Final = Words(
    "以上只使此后的传输得以通过；已发生的传输仍须复核。",
    "This lets later transfers pass; what has left still has to be reviewed.",
)
EVERYONE: Final = "*"
"""Sender and recipient of the incident that a threshold was reached (see `reports.settlement`)."""
UNKNOWN_POLICY: Final = Words(
    "记录由较早版本写成，保存的策略不足以重新逐条核对登记项。",
    "An older version wrote this record: it keeps too little of the policy to try the register again.",
)


@dataclass(frozen=True, slots=True)
class Command:
    """What to type next, and what for."""

    purpose: Words
    line: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of it. `trial` is None where the record keeps too little of the policy that judged."""

    incident: str
    severity: str
    state: str
    rule: str
    rule_title: Words
    stands: bool
    summary: Words
    found: tuple[facts.Found, ...]
    ends: tuple[facts.End, ...]
    when: Words
    reasons: tuple[Words, ...]
    trial: Trial | None
    counted: tuple[Words, ...]  # thresholds before and after, empty where no counts are recorded
    articles: tuple[law.Article, ...]
    ladder: tuple[Rung, ...]
    clocks: tuple[law.MayStart, ...]
    unseen: tuple[Words, ...]
    remedies: tuple[Words, ...]
    commands: tuple[Command, ...]
    policy_name: str
    policy_hash: str
    law_as_of: str
    advice: Words


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What an explanation draws on besides the record of the incident itself."""

    wording: Wording  # of the policy that judged
    policy: Policy | None  # the same, rebuilt
    detectors: Mapping[str, Detector]
    detected_ns: int | None  # when the run began that found it
    database: str
    counted: tuple[Words, ...] = ()


def explain(case: Case, known: Knowledge) -> Explanation:
    """The explanation of a case."""
    one, wording, policy = case.incident, known.wording, known.policy
    cited = bases(case, wording)
    trial = tried_paths(case, policy, wording) if policy else None
    mechanisms = frozenset(path.mechanism for path in trial.paths) if trial else frozenset()
    return Explanation(
        incident=one.id,
        severity=one.severity,
        state=one.state,
        rule=one.rule,
        rule_title=wording.title("rules" if wording.knows("rules", one.rule) else "thresholds", one.rule),
        stands=one.stands,
        summary=_summary(case, wording),
        found=facts.found(case, wording, known.detectors),
        ends=facts.ends(case, wording),
        when=facts.when(case, wording),
        reasons=reasons(case),
        trial=trial,
        counted=known.counted,
        articles=law.articles(cited, wording),
        ladder=ladder(cited, wording),
        clocks=law.clocks(one, policy, mechanisms, known.detected_ns) if policy else (),
        unseen=facts.unseen(case),
        remedies=tuple(remedies(case, policy, trial, wording)),
        commands=tuple(_commands(case, known.database)),
        policy_name=str(wording.content.get("name", "")),
        policy_hash=one.policy_hash,
        law_as_of=str(wording.content.get("law_as_of", "")),
        advice=ADVICE,
    )


def _summary(case: Case, wording: Wording) -> Words:
    """Who sent what to whom, in one sentence."""
    one = case.incident
    if one.sender == EVERYONE:
        title = wording.title("thresholds", one.rule)
        return Words(
            f"{one.day}，全部出境传输合计达到门槛“{title.zh}”（{one.subjects} 人）。以下为达到门槛的那次传输。",
            f"On {one.day}, all exports together reached the threshold “{title.en}” ({one.subjects} people)."
            " Below is the transfer that reached it.",
        )
    classes = [wording.title("classes", name) for name in one.classes]
    countries = [wording.country(code) for code in one.countries] or [wording.country("")]
    zh_what = "、".join(name.zh for name in classes) or "未能读取的数据"
    en_what = ", ".join(name.en for name in classes) or "data that could not be read"
    people_zh = f"，至少涉及 {one.subjects} 人" if one.subjects else ""
    people_en = f", of at least {one.subjects} {'person' if one.subjects == 1 else 'people'}" if one.subjects else ""
    times = "transfer" if one.transfers == 1 else "transfers"
    return Words(
        f"{one.day}，{one.sender} 向 {one.recipient}（{'、'.join(name.zh for name in countries)}）发送了{zh_what}"
        f"{people_zh}；共 {one.transfers} 次传输，{volume(one.bytes)}。",
        f"On {one.day}, {one.sender} sent {one.recipient} ({', '.join(name.en for name in countries)}) {en_what}"
        f"{people_en}; {one.transfers} {times}, {volume(one.bytes)}.",
    )


def _commands(case: Case, database: str) -> Iterator[Command]:
    name, db = case.incident.id, f"--db {shlex.quote(database)}"
    show = f"kouan incidents show {name} {db}"
    yield Command(Words("查看证据所在的抓包与帧", "See the captures and frames of the evidence"), show)
    yield Command(
        Words("列出证据帧的协议层（需 tshark）", "Name the layers of those frames (needs tshark)"), f"{show} --dissect"
    )
    if case.transfers:
        receiver = case.transfers[0].judged.transfer.receiver
        yield Command(Words("核对接收方位置", "Check where the receiver is"), f"kouan geo lookup {receiver}")
    yield Command(
        Words("记下你的判断", "Write down what you decide"),
        f'kouan incidents review {name} {db} --state triaged --reason "…" --by "…"',
    )
    yield Command(Words("修改策略后先试算", "Try a changed policy first"), f"kouan policy simulate new.yaml {db}")


def stated(explanation: Explanation) -> tuple[Words, Words]:
    """Severity and state in words."""
    return labels.label(labels.SEVERITY, explanation.severity), labels.label(labels.STATE, explanation.state)
