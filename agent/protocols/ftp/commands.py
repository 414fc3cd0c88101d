"""What an FTP client sends: commands (RFC 959 5.3). Passwords and paths are content, addressing and logins are not."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.ftp.dialogue import Dialogue
from agent.protocols.reader import Sink
from agent.protocols.told import Told
from policies.expression import expression
from policies.part import Buffer

# A client may put telnet signals before a command that shall be heard at once (RFC 959 4.1.3).
_COMMAND: Final = expression(rb"(?:\xff[\xf0-\xff])*([A-Za-z]{3,4})(?:[ \t]+([^\r\n]*))?\r?\n")
_ADDRESSING: Final = frozenset(
    b"USER ACCT AUTH ADAT PBSZ PROT CCC PORT EPRT LPRT PASV EPSV LPSV TYPE MODE STRU REST SYST FEAT OPTS CLNT NOOP QUIT"
    b" REIN PWD XPWD CDUP XCUP ABOR ALLO HELP HOST LANG".split()
)
"""Commands that say who, where to and how, not what."""

_EVERYONE: Final = frozenset((b"anonymous", b"ftp"))
"""Logins whose password is none: by custom the client's mail address (RFC 1635)."""


class Commands:
    """The client's direction."""

    __slots__ = ("_dialogue", "_direction", "_is_everyone", "_sink", "_told")

    def __init__(self, sink: Sink, direction: int, dialogue: Dialogue) -> None:
        self._sink = sink
        self._direction = direction
        self._dialogue = dialogue
        self._told = Told(sink, direction)
        self._is_everyone = False

    def line(self, line: bytes, at: int, *, whole: bool) -> None:
        """A command, or what is none."""
        command = _COMMAND.fullmatch(line) if whole else None
        if command is None:
            self._told.tell("raw", line, at)
            return
        verb, argument = command[1].upper(), command[2] or b""
        self._dialogue.command(verb, argument)
        if verb == b"USER":
            self._is_everyone = argument.strip().lower() in _EVERYONE
        if verb == b"PASS" and not self._is_everyone:
            self._sink.whole(self._direction, "ftp.password", line, at)
        elif verb in _ADDRESSING or verb == b"PASS":
            self._told.tell("ftp.login", line, at, inspect=False)
        else:
            self._told.tell("ftp.commands", line, at)

    def body(self, data: bytes, at: int) -> None:
        """Nothing is announced here."""

    def body_gap(self, size: int) -> None:
        """Nothing is announced here."""

    def body_end(self, damage: str) -> None:
        """Nothing is announced here."""

    def left(self, at: int, pieces: Sequence[Buffer]) -> None:
        """TLS takes the rest over (RFC 4217)."""
        self._told.end()
        self._sink.switch(self._direction, at, pieces, "ftp.auth")

    def end(self) -> None:
        """End what is open."""
        self._told.end()
