"""Passwords and tokens in SASL exchanges that are sent in the clear (RFC 4616, 7628; LOGIN, XOAUTH2)."""

import binascii
import re
from typing import Final

from policies.expression import expression

_RESPONSE: Final = expression(rb"[A-Za-z0-9+/]*={0,2}")
_BEARER: Final = expression(rb"auth=(Bearer [!-~]+)", re.I)


class Exchange:
    """One exchange as the client speaks it: the mechanism, then a response to each challenge."""

    __slots__ = ("_mechanism", "_responses")

    def __init__(self, mechanism: bytes) -> None:
        self._mechanism = mechanism.upper()
        self._responses = 0

    def respond(self, response: bytes) -> bytes | None:
        """The password or token in a response, empty where it holds none; None where it is no response at all."""
        if response == b"*":
            return b""
        if not _RESPONSE.fullmatch(response):
            return None
        self._responses += 1
        try:
            decoded = binascii.a2b_base64(response)
        except binascii.Error:
            return None
        if self._mechanism == b"PLAIN":
            return decoded.split(b"\0", 2)[2] if decoded.count(b"\0") >= 2 else b""
        if self._mechanism == b"LOGIN":
            return decoded if self._responses == 2 else b""
        bearer = _BEARER.search(decoded)
        return bearer[1] if bearer else b""
