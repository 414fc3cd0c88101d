"""A reason is Chinese, a separator, English."""

from policies.reasons import SEPARATOR, reason


def test_the_separator_occurs_once_whatever_the_texts_hold() -> None:
    assert reason("甲 / 乙。", "A / B.").split(SEPARATOR) == ["甲/乙。", "A/B."]
