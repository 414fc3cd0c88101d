"""Which language a command speaks: Chinese, English, or both."""

from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from reports.wording import Words

Language = Literal["both", "zh", "en"]

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["both", "zh", "en"]),
    default="both",
    show_default=True,
    help="Chinese, English or both.",
)


def spoken(words: "Words", language: Language) -> str:
    """A short text in the language; both halves in one line, once where they are the same."""
    if language != "both":
        return words.zh if language == "zh" else words.en
    return words.zh if words.zh == words.en else f"{words.zh} / {words.en}"
