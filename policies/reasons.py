"""Sentences for people, Chinese and English, without any detected value.

A reason is one string, "中文。 / English."; the separator occurs once, so a page can show either half.
"""

from dataclasses import dataclass

SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str


def reason(zh: str, en: str) -> str:
    """One reason from its two sentences."""
    return SEPARATOR.join(text.replace(SEPARATOR, "/") for text in (zh, en))
