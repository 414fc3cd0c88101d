"""Transactions of SMB 1 ([MS-CIFS] 2.2.4.33, 2.2.4.46): where their parameters and data lie, and what they ask for."""

from dataclasses import dataclass
from typing import Final

FIND_FIRST: Final = 1
FIND_NEXT: Final = 2
OPEN2: Final = 0
_NAME_BEHIND: Final = {OPEN2: 28, FIND_FIRST: 12, FIND_NEXT: 12, 5: 6, 6: 6, 0x0D: 4, 0x10: 2}
"""Subcommand: where in its parameters a name begins ([MS-CIFS] 2.2.6)."""
_LEVEL_AT: Final = {FIND_FIRST: 6, FIND_NEXT: 4}
_LEVELS: Final = {0x101: 1, 0x102: 2, 0x103: 12, 0x104: 3, 0x105: 38, 0x106: 37}
"""SMB_FIND_FILE_… levels: the information class with the same entries ([MS-CIFS] 2.8.1, [MS-SMB] 2.2.8.1)."""
_PASSED_THROUGH: Final = 1000  # levels from here on are information classes plus so much ([MS-SMB] 2.2.2.3.5)
AS_IT_IS: Final = 0xFFFF
"""The level of entries that are not read."""

_REQUEST_WORDS: Final = 28
_RESPONSE_WORDS: Final = 20


@dataclass(frozen=True, slots=True)
class Transaction:
    """Where the parts of a transaction lie in the message."""

    subcommand: int
    parameters_at: int
    parameters_end: int
    data_at: int
    data: int  # bytes
    level: int = 0  # the information class of the entries that are asked for

    @property
    def opens(self) -> bool:
        """Whether it opens a file."""
        return self.subcommand == OPEN2

    def name_at(self) -> int:
        """Where a name begins, 0 where there is none."""
        behind = _NAME_BEHIND.get(self.subcommand)
        at = self.parameters_at + behind if behind is not None else 0
        return at if at < self.parameters_end else 0


def transaction(head: bytes, words: int, *, is_response: bool) -> Transaction | None:
    """The transaction in a message whose words begin at `words`; None where there is none."""
    count = 2 * head[words - 1]
    if count < (_RESPONSE_WORDS if is_response else _REQUEST_WORDS):
        return None
    first = words + (6 if is_response else 18)
    parameters, parameters_at = _u16(head, first), _u16(head, first + 2)
    second = first + (6 if is_response else 4)
    data, data_at = _u16(head, second), _u16(head, second + 2)
    subcommand = _u16(head, words + 28) if count > _REQUEST_WORDS and not is_response else -1
    level = 0
    if subcommand in _LEVEL_AT:
        asked = _u16(head, parameters_at + _LEVEL_AT[subcommand])
        level = _LEVELS.get(asked, asked - _PASSED_THROUGH if asked > _PASSED_THROUGH else AS_IT_IS)
    return Transaction(subcommand, parameters_at, parameters_at + parameters, data_at, data, level)


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
