"""The secrets of TLS connections, as clients and servers log them for whoever may read along.

The format is that of NSS (draft-ietf-tls-keylogfile): a label, the client's random and the secret, in hexadecimal, a
line each. Secrets live in memory only; no repr shows them.
"""

import re
from dataclasses import dataclass, field
from typing import Final

MOST_SECRETS: Final = 1_000_000
"""Lines that are kept, some 300 bytes each."""

LARGEST: Final = 256 << 20
"""Bytes that are read of a file."""

_LINE: Final = re.compile(
    rb"^(?P<label>CLIENT_RANDOM|(?:CLIENT|SERVER)_TRAFFIC_SECRET_0|CLIENT_EARLY_TRAFFIC_SECRET)"
    rb"[ \t]+(?P<random>[0-9A-Fa-f]{64})[ \t]+(?P<secret>(?:[0-9A-Fa-f]{2}){32,64})[ \t]*\r?$",
    re.MULTILINE,
)

MASTER: Final = "CLIENT_RANDOM"
EARLY: Final = "CLIENT_EARLY_TRAFFIC_SECRET"
TRAFFIC: Final = ("CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0")
"""By direction: client to server, server to client."""


@dataclass(slots=True)
class KeyLog:
    """Secrets by label and client random; grows while a capture that holds some is read."""

    _secrets: dict[tuple[str, bytes], bytes] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return bool(self._secrets)

    def add(self, text: bytes) -> int:
        """Take the secrets of a key log; returns how many lines held one. Anything else is passed over."""
        count = 0
        for line in _LINE.finditer(text):
            if len(self._secrets) >= MOST_SECRETS:
                break
            key = (line["label"].decode(), bytes.fromhex(line["random"].decode()))
            self._secrets[key] = bytes.fromhex(line["secret"].decode())
            count += 1
        return count

    def copy(self) -> "KeyLog":
        """The same secrets, to be added to apart."""
        return KeyLog(dict(self._secrets))

    def secret(self, label: str, client_random: bytes) -> bytes | None:
        """A secret of the connection that the client began with this random."""
        return self._secrets.get((label, client_random))


NO_KEYS: Final = KeyLog()
"""Nobody logged anything; never added to."""
