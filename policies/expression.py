"""Regular expressions that are compiled when they are first used: a program knows hundreds, a capture needs few."""

import re
from typing import Any, AnyStr, cast


class _Waiting:
    """Stands for a compiled expression; each method is looked up once."""

    def __init__(self, text: Any, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)  # `re` remembers what it compiled
        setattr(self, name, found)
        return found


def expression(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The expression `text`, to be used like what `re.compile` gives; a mistake in it shows at its first use."""
    return cast("re.Pattern[AnyStr]", _Waiting(text, flags))
