"""Which language a command speaks."""

from agent.cli.language import spoken
from reports.wording import Words


def test_both_halves_stand_in_one_line_and_the_same_text_only_once() -> None:
    assert spoken(Words("甲", "A"), "both") == "甲 / A"
    assert spoken(Words("A", "A"), "both") == "A"
    assert (spoken(Words("甲", "A"), "zh"), spoken(Words("甲", "A"), "en")) == ("甲", "A")
