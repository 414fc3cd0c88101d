"""An explanation as plain text of a width, in Chinese, English or both (pure); it needs no colours."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from reports import explanation_law as law
from reports.accountability import SILENT, cited
from reports.explanation import LATER, UNKNOWN_POLICY, Explanation, stated
from reports.explanation_facts import Found
from reports.explanation_paths import PathTried, summary
from reports.sheet import printable
from reports.wording import Words
from reports.wrapping import wrapped

Language = Literal["both", "zh", "en"]

SIDE: Final = {"receiver": Words("接收方", "Receiver"), "sender": Words("发送方", "Sender")}
BULLET: Final = "- "
STEP: Final = "  "


def explanation_text(explanation: Explanation, language: Language, width: int) -> str:
    """The whole explanation; nothing from the network can move the cursor."""
    return "\n".join(map(printable, _Sheet(language, width).lines(explanation)))


class _Sheet:
    """Lays out words in one language, or in both, the Chinese first."""

    def __init__(self, language: Language, width: int) -> None:
        self._language = language
        self._width = width

    def lines(self, one: Explanation) -> Iterator[str]:
        """All sections; those that say nothing are left out."""
        severity, state = stated(one)
        yield f"{one.incident}  {self._short(severity)}  {self._short(state)}"
        yield from self._say(Words(f"{one.rule} {one.rule_title.zh}", f"{one.rule} {one.rule_title.en}"))
        if not one.stands:
            yield from self._say(Words("最近一次审计已不再判为事件。", "The newest audit no longer finds it."))
        yield from self._section("概要", "In short", self._all([one.summary]))
        yield from self._section(
            "发现了什么（样本已遮盖）", "What was found (samples are masked)", self._found(one.found)
        )
        yield from self._section("在哪里", "Where", self._where(one))
        yield from self._section("何时", "When", self._all([one.when]))
        yield from self._section("为何是事件", "Why it is an incident", self._bullets(one.reasons))
        yield from self._section("为何没有合法路径", "Why no lawful path", self._paths(one))
        yield from self._section("人数门槛", "Thresholds", self._bullets(one.counted))
        yield from self._section("法律依据", "The law", self._law(one.articles))
        yield from self._section("责任阶梯", "Ladder of accountability", self._ladder(one))
        yield from self._section(
            "可能启动的法定时限（由负责人决定）",
            "Clocks that may start (the officer decides)",
            self._clocks(one.clocks),
        )
        yield from self._section("未能看到的", "What was not seen", self._bullets(one.unseen))
        yield from self._section(
            "怎样才能通过", "What would make it pass", self._bullets((*one.remedies, LATER) if one.remedies else ())
        )
        yield from self._section("下一步", "Next", self._commands(one))
        yield ""
        as_of = one.law_as_of or "–"
        name = f"{one.policy_name} {one.policy_hash[:12]}"
        yield from self._say(Words(f"策略 {name}；法律考察至 {as_of}。", f"Policy {name}; law as of {as_of}."))
        yield from self._say(one.advice)

    def _section(self, zh: str, en: str, lines: Iterator[str]) -> Iterator[str]:
        told = list(lines)
        if told:
            yield ""
            yield self._short(Words(zh, en))
            yield from told

    def _short(self, words: Words) -> str:
        """Few words in one line."""
        if self._language != "both":
            return words.zh if self._language == "zh" else words.en
        return words.zh if words.zh == words.en else f"{words.zh} / {words.en}"

    def _say(self, words: Words, indent: str = "", bullet: str = "") -> Iterator[str]:
        """A paragraph in each language asked for, once where they are the same."""
        texts = {"zh": (words.zh,), "en": (words.en,)}.get(self._language) or dict.fromkeys((words.zh, words.en))
        begin, further = indent + bullet, indent + " " * len(bullet)
        for text in texts:
            yield from wrapped(text, self._width, begin, further)
            begin = further

    def _all(self, words: Iterable[Words]) -> Iterator[str]:
        for one in words:
            yield from self._say(one, STEP)

    def _bullets(self, words: Iterable[Words], indent: str = STEP) -> Iterator[str]:
        for one in words:
            yield from self._say(one, indent, BULLET)

    def _found(self, found: Iterable[Found]) -> Iterator[str]:
        for one in found:
            yield from self._say(
                Words(
                    f"{one.detector}（{one.title.zh}）：{one.count} 个不同的值，可信度 {one.confidence:.2f}",
                    f"{one.detector} ({one.title.en}): {one.count} distinct, confidence {one.confidence:.2f}",
                ),
                STEP,
                BULLET,
            )
            inner = STEP * 3
            yield from wrapped("  ".join(one.samples), self._width, inner)
            parts = "; ".join(one.parts)
            yield from self._say(Words(f"位于 {parts}", f"in {parts}"), inner)
            yield from self._say(one.finds, inner)
            for note in one.notes:
                yield from self._say(note, inner)

    def _where(self, one: Explanation) -> Iterator[str]:
        for end in one.ends:
            side, addresses = SIDE[end.side], ", ".join(end.addresses)
            yield from self._say(
                Words(f"{side.zh} {addresses}：{end.where.zh}", f"{side.en} {addresses}: {end.where.en}"), STEP, BULLET
            )
            for note in end.notes:
                yield from self._say(note, STEP * 3)

    def _paths(self, one: Explanation) -> Iterator[str]:
        if one.trial is None:
            yield from self._say(UNKNOWN_POLICY, STEP)
            return
        yield from self._say(summary(one.trial), STEP)
        for path in one.trial.paths:
            yield from self._path(path)

    def _path(self, path: PathTried) -> Iterator[str]:
        title, mechanism = path.title, path.mechanism_words
        yield from self._say(
            Words(
                f"{path.id} {title.zh}（{mechanism.zh}），{path.transfers} 次传输：{path.why.zh}",
                f"{path.id} {title.en} ({mechanism.en}), {path.transfers} x: {path.why.en}",
            ),
            STEP,
            BULLET,
        )

    def _law(self, articles: Iterable[law.Article]) -> Iterator[str]:
        for article in articles:
            says = article.says or Words("", "")
            yield from self._say(
                Words(
                    f"{article.named.zh}" + (f"：{says.zh}" if says.zh else ""),
                    f"{article.named.en}" + (f": {says.en}" if says.en else ""),
                ),
                STEP,
                BULLET,
            )
            inner = STEP * 2
            if article.text:
                yield from self._say(article.text, inner)
            known = article.checked or Words("未注明核对方式", "how it was checked is not said")
            force = article.in_force
            yield from self._say(Words(f"{force.zh}；{known.zh}", f"{force.en}; {known.en}"), inner)
            if article.penalty:
                yield from self._say(Words(f"罚则：{article.penalty.zh}", f"penalty: {article.penalty.en}"), inner)

    def _ladder(self, one: Explanation) -> Iterator[str]:
        silent = [rung.title for rung in one.ladder if not rung.articles]
        for rung in one.ladder:
            named = [cited(basis) for basis in rung.articles]
            zh, en = "、".join(each.zh for each in named), "; ".join(each.en for each in named)
            if named:
                yield from self._say(Words(f"{rung.title.zh}：{zh}", f"{rung.title.en}: {en}"), STEP, BULLET)
        if silent and one.articles:
            zh, en = "、".join(each.zh for each in silent), ", ".join(each.en for each in silent)
            yield from self._say(Words(f"{zh}：{SILENT.zh}", f"{en}: {SILENT.en}"), STEP, BULLET)

    def _clocks(self, clocks: Iterable[law.MayStart]) -> Iterator[str]:
        for clock in clocks:
            for line in law.lines(clock):
                yield from self._say(line, STEP, BULLET)

    def _commands(self, one: Explanation) -> Iterator[str]:
        for command in one.commands:
            yield from self._say(command.purpose, STEP, BULLET)
            yield f"{STEP * 2}{command.line}"
