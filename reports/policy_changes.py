"""The changes between two policies in words (pure)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from policies.difference import Change, KeyChange
from reports.labels import SEVERITY, label, labelled
from reports.wording import Wording, Words, words

SECTION: Final = labelled(
    {
        "assets": ("资产", "asset"),
        "bases": ("法律依据", "basis"),
        "border": ("边界", "border"),
        "classes": ("数据类别", "class"),
        "clocks": ("法定时限", "clock"),
        "confidence": ("最低可信度", "least confidence"),
        "counting": ("人数统计", "counting"),
        "custom_detectors": ("自定义识别器", "own detector"),
        "detectors": ("识别器归类", "class of detectors"),
        "evidence": ("证据", "evidence"),
        "exceptions": ("例外", "exception"),
        "geo": ("网络位置", "own networks"),
        "law_as_of": ("法律考察截止日", "law as of"),
        "lists": ("本单位名单", "own lists"),
        "metadata": ("策略信息", "about the policy"),
        "outputs": ("输出", "outputs"),
        "processor": ("处理者", "processor"),
        "retention": ("留存期限", "retention"),
        "retention_floor": ("留存期限下限", "least retention"),
        "review": ("复核", "review"),
        "rules": ("规则", "rule"),
        "thresholds": ("门槛", "threshold"),
        "transfers": ("出境登记项", "register entry"),
    }
)
"""Section -> what one of its entries is called."""

KIND: Final = labelled({"added": ("新增", "added"), "removed": ("删除", "removed"), "changed": ("修改", "changed")})


def told(changes: Iterable[Change], old: Wording, new: Wording) -> Iterator[tuple[Words, tuple[Words, ...]]]:
    """Each change with its keys."""
    for change in changes:
        wording = old if change.kind == "removed" else new
        keys = (one for one in change.keys if change.kind == "changed" or one.key != "title")
        yield _heading(change, wording), tuple(map(_key, keys))


def _heading(change: Change, wording: Wording) -> Words:
    kind, section = label(KIND, change.kind), label(SECTION, change.section)
    if not change.entry:
        return Words(f"{kind.zh}：{section.zh}", f"{kind.en}: {section.en}")
    title = wording.title(change.section, change.entry)
    named = Words(*(f"{change.entry} {text}" if text != change.entry else text for text in (title.zh, title.en)))
    return Words(f"{kind.zh}：{section.zh} {named.zh}", f"{kind.en}: {section.en} {named.en}")


def _key(change: KeyChange) -> Words:
    zh = f"{change.key}：" if change.key else ""
    en = f"{change.key}: " if change.key else ""
    if change.old is not None and (change.added or change.removed):
        added, removed = _listed(change.added), _listed(change.removed)
        return Words(
            zh + "；".join(filter(None, (added and f"增加 {added}", removed and f"去掉 {removed}"))),
            en + "; ".join(filter(None, (added and f"adds {added}", removed and f"drops {removed}"))),
        )
    old, new = plain(change.old), plain(change.new)
    if change.old is None:
        return Words(f"{zh}{new.zh}", f"{en}{new.en}")
    if change.new is None:
        return Words(f"{zh}不再为 {old.zh}", f"{en}no longer {old.en}")
    return Words(f"{zh}由 {old.zh} 改为 {new.zh}", f"{en}was {old.en}, now {new.en}")


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(plain(value).en for value in values)


def plain(value: Any) -> Words:
    """A JSON value as a person would write it."""
    if isinstance(value, Mapping):
        if value and value.keys() <= {"zh", "en"}:
            return words(value, "")
        if all(map(str.isdecimal, value)):
            return _ladder(value)
        each = [(key, plain(one)) for key, one in value.items()]
        return Words(
            "、".join(f"{key} {one.zh}" for key, one in each), ", ".join(f"{key} {one.en}" for key, one in each)
        )
    if isinstance(value, list):
        return Words("、".join(plain(one).zh for one in value), ", ".join(plain(one).en for one in value))
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    return Words(str(value), str(value))


def _ladder(steps: Mapping[str, Any]) -> Words:
    """Severities from numbers on, lowest first; a single step from 0 holds always."""
    each = sorted(((int(least), str(word)) for least, word in steps.items()))
    if [least for least, _ in each] == [0]:
        return Words(label(SEVERITY, each[0][1]).zh, each[0][1])
    return Words(
        "、".join(f"{least:,} 起{label(SEVERITY, word).zh}" for least, word in each),
        ", ".join(f"{word} from {least:,}" for least, word in each),
    )
