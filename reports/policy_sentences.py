"""A policy in plain sentences, entry by entry, in Chinese and English (pure)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reports import labels
from reports.accountability import cited
from reports.explanation_paths import MECHANISM
from reports.policy_changes import plain
from reports.quantities import volume
from reports.wording import Wording, Words, words

Entry = Mapping[str, Any]

CONDITION: Final = labels.labelled(
    {
        "classes": ("数据类别为 {}", "the data is of {}"),
        "detectors": ("由识别器 {} 发现", "it was found by {}"),
        "sensitive": ("属于敏感个人信息：{}", "it is sensitive personal information: {}"),
        "min_subjects": ("至少涉及 {} 人", "it speaks of at least {} people"),
        "min_count": ("至少有 {} 个不同的值", "there are at least {} distinct values"),
        "min_confidence": ("可信度不低于 {}", "the confidence is {} or more"),
        "scope_violation": ("以下列方式超出登记：{}", "the register is exceeded by {}"),
        "assets": ("发送方为资产 {}", "the sender is {}"),
        "egress": ("发送方的出境设置为 {}", "the sender's egress is {}"),
        "holds": ("发送方存有 {}", "the sender holds {}"),
        "role": ("发送方的角色为 {}", "the sender's role is {}"),
        "registered": ("有有效登记项通向接收方：{}", "a valid entry leads to the receiver: {}"),
        "mechanisms": ("通向接收方的机制为 {}", "the mechanism toward the receiver is {}"),
        "to": ("接收方位于 {}", "the receiver is in {}"),
        "protocols": ("协议为 {}", "the protocol is {}"),
        "clear_text": ("以明文发送：{}", "it was sent in the clear: {}"),
        "bytes_min": ("不少于 {} 字节", "it has {} bytes or more"),
        "opaque": ("未能完整读取：{}", "it could not be read in full: {}"),
        "opaque_bytes_min": ("不可读内容不少于 {} 字节", "{} bytes or more were unreadable"),
    }
)
"""Key of `match` -> what it asks, with a place for the value."""

GROUP: Final = labels.labelled(
    {
        "personal": ("个人信息（不论敏感与否）", "personal data, sensitive or not"),
        "ordinary": ("非敏感个人信息", "personal data that is not sensitive"),
        "sensitive": ("敏感个人信息", "sensitive personal data"),
    }
)

CAP: Final = labels.labelled(
    {
        "subjects_per_transfer": ("每次传输至多 {} 人", "at most {} people a transfer"),
        "subjects_per_year": ("每年至多 {} 人", "at most {} people a year"),
        "bytes_per_day": ("每日至多 {} 字节", "at most {} bytes a day"),
    }
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One entry of a policy and what it means."""

    section: str
    id: str
    title: Words
    says: tuple[Words, ...]


def explained(wording: Wording) -> tuple[Explained, ...]:
    """Classes, paths, thresholds, rules and exceptions of a policy, in its order."""
    return tuple(
        Explained(section, name, wording.title(section, name), tuple(say(name, entry, wording)))
        for section, say in SECTIONS.items()
        for name, entry in _entries(wording, section)
    )


def _entries(wording: Wording, section: str) -> Iterator[tuple[str, Entry]]:
    told = wording.content.get(section)
    if isinstance(told, Mapping):
        yield from ((str(name), entry) for name, entry in told.items() if isinstance(entry, Mapping))


def _class(name: str, entry: Entry, wording: Wording) -> Iterator[Words]:
    if entry.get("transferable") is False:
        yield Words("不得凭任何登记路径出境。", "No registered path can let it leave.")
    if entry.get("sensitive"):
        yield Words("属于敏感个人信息。", "It is sensitive personal information.")
    for profile in entry.get("sensitive_under") or ():
        yield Words(f"按 {profile} 属于敏感个人信息。", f"It is sensitive under {profile}.")
    if levels := entry.get("levels"):
        graded = plain(levels)
        yield Words(f"分级：{graded.zh}。", f"Graded: {graded.en}.")
    fed = [one for one, held in (wording.content.get("detectors") or {}).items() if held == name]
    if fed:
        named = ", ".join(fed)
        yield Words(f"由识别器 {named} 归入。", f"Fed by the detectors {named}.")


def _path(_name: str, entry: Entry, _wording: Wording) -> Iterator[Words]:
    mechanism = labels.label(MECHANISM, str(entry.get("mechanism", "")))
    who = entry.get("recipients") or {}
    known = ", ".join(str(one) for key in ("cidrs", "asns", "names") for one in who.get(key) or ())
    label = who.get("label") or known
    valid = entry.get("valid") or {}
    first, last = valid.get("from") or "–", valid.get("to") or "–"
    yield Words(
        f"凭{mechanism.zh}，{first} 至 {last} 可向 {label}（{known}）发送：",
        f"By {mechanism.en}, from {first} to {last}, {label} ({known}) may be sent:",
    )
    fields = [*(entry.get("detectors") or ()), *(entry.get("fields") or ())]
    for zh, en, found in (("类别", "classes", entry.get("classes") or ()), ("字段", "fields", fields)):
        listed = ", ".join(map(str, found)) or None
        yield Words(f"{zh}：{listed or '不限'}", f"{en}: {listed or 'any'}")
    for key, value in (entry.get("caps") or {}).items():
        yield _filled(labels.label(CAP, key), value)
    if countries := who.get("countries"):
        named = ", ".join(countries)
        yield Words(f"接收方须位于 {named}。", f"The receiver must be in {named}.")
    if not (who.get("cidrs") or who.get("asns")):
        yield Words("仅按主机名匹配，接收方未经证实。", "Matched by host name only: nothing proves the receiver.")
    if entry.get("counts_toward_thresholds") is False:
        yield Words("不计入年度人数门槛，单独列示。", "Not summed toward the year's thresholds; shown apart.")


def _threshold(_name: str, entry: Entry, wording: Wording) -> Iterator[Words]:
    group, at = labels.label(GROUP, str(entry.get("group", ""))), f"{entry.get('at', 0):,}"
    enough = [labels.label(MECHANISM, one) for one in entry.get("requires") or ()]
    zh, en = "、".join(one.zh for one in enough) or "无", ", ".join(one.en for one in enough) or "none"
    yield Words(
        f"自当年1月1日起，{group.zh}涉及人数达到 {at} 人（含本数）后，仅以下机制足够：{zh}。",
        f"Once {group.en} of {at} people (that number included) has left since 1 January, only these suffice: {en}.",
    )
    yield from _basis(entry, wording)


def _rule(_name: str, entry: Entry, wording: Wording) -> Iterator[Words]:
    if entry.get("enabled") is False:
        yield Words("已停用。", "Switched off.")
    asked = list(_conditions(entry.get("match") or {}, wording))
    yield Words(
        "没有合法路径涵盖，且" + "、".join(one.zh for one in asked) + "时触发。",
        "Fires on what no lawful path covers, when " + " and ".join(one.en for one in asked) + ".",
    )
    severity = plain(entry.get("severity") or {})
    measured = entry.get("severity_by") or "subjects"
    steps = len(entry.get("severity") or ()) > 1
    by = Words(f"（按 {measured}）", f" (by {measured})") if steps else Words("", "")
    yield Words(f"严重程度：{severity.zh}{by.zh}。", f"Severity: {severity.en}{by.en}.")
    if graver := list(_conditions(entry.get("raise_if") or {}, wording)):
        zh, en = "、".join(one.zh for one in graver), " and ".join(one.en for one in graver)
        yield Words(f"{zh}时升高一级。", f"One step graver when {en}.")
    if entry.get("four_eyes"):
        yield Words("其例外须两人批准。", "An exception to it needs two names.")
    yield from _basis(entry, wording)


def _conditions(match: Entry, wording: Wording) -> Iterator[Words]:
    for key, value in match.items():
        if value in (None, [], "", {}):
            continue
        if key == "classes":
            titles = [wording.title("classes", name) for name in value]
            filled = Words("、".join(one.zh for one in titles), " or ".join(one.en for one in titles))
        elif key in {"bytes_min", "opaque_bytes_min"}:
            filled = Words(f"{value:,}", f"{value:,} ({volume(value)})")
        else:
            filled = plain(value)
        text = labels.label(CONDITION, key)
        yield Words(text.zh.format(filled.zh), text.en.format(filled.en)) if "{}" in text.zh else text


def _exception(_name: str, entry: Entry, _wording: Wording) -> Iterator[Words]:
    rules, until = ", ".join(entry.get("rules") or ()), entry.get("until", "")
    keys = ("assets", "cidrs", "names", "countries", "classes", "detectors")
    asked = plain({key: entry[key] for key in keys if entry.get(key)})
    by, why = ", ".join(entry.get("by") or ()), entry.get("reason", "")
    yield Words(
        f"至 {until} 止，规则 {rules} 对下列传输不触发：{asked.zh or '全部'}。",
        f"Until {until} the rules {rules} are silent for: {asked.en or 'everything'}.",
    )
    yield Words(f"{by}：{why}", f"{by}: {why}")


def _basis(entry: Entry, wording: Wording) -> Iterator[Words]:
    named = [cited(wording.basis(name)) for name in entry.get("basis") or ()]
    if named:
        zh, en = "；".join(one.zh for one in named), "; ".join(one.en for one in named)
        yield Words(f"依据：{zh}。", f"Basis: {en}.")


def _filled(text: Words, value: Any) -> Words:
    number = f"{value:,}" if isinstance(value, int) else str(value)
    return words({"zh": text.zh.replace("{}", number), "en": text.en.replace("{}", number)}, number)


SECTIONS: Final[Mapping[str, Callable[[str, Entry, Wording], Iterator[Words]]]] = {
    "classes": _class,
    "transfers": _path,
    "thresholds": _threshold,
    "rules": _rule,
    "exceptions": _exception,
}
"""Section -> what says what one of its entries means."""
