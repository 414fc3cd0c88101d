"""How an rsync daemon and its client begin: both with a line that names the protocol's version."""

from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(b"@")
"""First byte of either direction."""

GREETING: Final = expression(rb"@RSYNCD: (\d{1,3})(?:\.\d{1,3})?(?: [a-z0-9 ]{1,200})?\n")
_BEGUN: Final = expression(rb"@RSYNCD: [\d.]{0,7}(?: [a-z0-9 ]{0,200})?\Z")
_WORD: Final = b"@RSYNCD: "


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin what a client or a daemon says; None while they may."""
    if GREETING.match(head):
        return True
    return None if _WORD.startswith(head) or _BEGUN.match(head) else False
