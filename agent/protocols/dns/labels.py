"""What is hidden in names: values cut into labels, and text in base32, base64 or hexadecimal over labels."""

import base64
import binascii
import re
from typing import Final

from agent.protocols.dns.message import Name
from policies.expression import expression

LEAST_CHARACTERS: Final = 12
"""Shortest run of labels that is decoded."""
CHAIN_BYTES: Final = 16 << 10
"""Characters of one domain's queries that are kept to be joined."""
CHAINS_BYTES: Final = 48 << 10
"""Characters of all domains."""
MOST_CHAINS: Final = 32
"""Domains whose queries are joined."""

_DOMAIN_LABELS: Final = 2
_GROUP: Final = 8  # characters that are decoded together, in every coding
_DIGITS: Final = expression(rb"\d{2,62}[\dXx]?")
_LEAST_DIGITS: Final = 11
_OCTET: Final = 255
_OCTETS: Final = 4
_ARPA: Final = b"arpa"
_HEX: Final = expression(rb"(?:[0-9a-fA-F]{2})+\Z")
_BASE32: Final = re.compile(rb"[A-Za-z2-7]+\Z")
_BASE64: Final = re.compile(rb"(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])[A-Za-z0-9+/_-]+={0,2}\Z")
_DATA: Final = expression(rb"[A-Za-z0-9+/_=-]+\Z")
_CONTROL: Final = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_HAN: Final = expression(rb"[\xa1-\xa3\xb0-\xf7][\xa1-\xfe]")  # GB 2312; other characters are rare in text
_HIGH: Final = bytes(range(128, 256))
_FILES: Final = (b"\x1f\x8b\x08", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"%PDF-", b"\x78\x9c", b"\x78\xda")
_LEAST_TEXT: Final = 6


Piece = tuple[bytes, bytes]
"""Labels of one length, joined, and a shorter label behind them, which may be the end or something else."""
NOTHING: Final[Piece] = (b"", b"")


def joined_digits(name: Name) -> list[bytes]:
    """Values of digits that were cut into neighbouring labels; addresses are none."""
    if name[-1].lower() == _ARPA:
        return []
    found = []
    run: list[bytes] = []
    for label in (*name, b"."):
        if _DIGITS.fullmatch(label):
            run.append(label)
            continue
        if len(run) > 1 and sum(map(len, run)) >= _LEAST_DIGITS and not _is_address(run):
            found.append(b"".join(run))
        run = []
    return found


def data_labels(name: Name) -> Piece:
    """The labels of a name that may hold a piece of something: those as long as the first one, and a shorter one."""
    if not name or name[-1].lower() == _ARPA or len(name) <= _DOMAIN_LABELS:
        return NOTHING
    labels = name[:-_DOMAIN_LABELS]
    longest = max(map(len, labels))
    if longest < LEAST_CHARACTERS // 2:
        return NOTHING
    first = next(number for number, label in enumerate(labels) if len(label) * 2 >= longest)
    run: list[bytes] = []
    for label in labels[first:]:
        if not _DATA.match(label):
            break
        if len(label) < longest:
            return b"".join(run), label
        run.append(label)
    return b"".join(run), b""


def joined(pieces: list[Piece]) -> bytes:
    """The pieces of several queries; a short label that is always the same is none of them."""
    is_constant = len(pieces) > 1 and len({tail for _, tail in pieces}) == 1
    return b"".join(body if is_constant else body + tail for body, tail in pieces)


def is_number(characters: bytes) -> bool:
    """Whether pieces that were joined are digits, as many as a value has."""
    return len(characters) >= _LEAST_DIGITS and _DIGITS.fullmatch(characters) is not None


def decoded(characters: bytes) -> tuple[str, bytes] | None:
    """What a run of characters stands for, and how it was encoded; None where it is nothing that reads."""
    if len(characters) < LEAST_CHARACTERS:
        return None
    for coding, pattern in (("hex", _HEX), ("base32", _BASE32), ("base64", _BASE64)):
        if not pattern.match(characters):
            continue
        data = _decode(coding, characters)
        if data and _reads(data):
            return coding, data
    return None


class Chains:
    """The pieces of several queries below one domain, in the order in which they came."""

    __slots__ = ("_chains", "_size")

    def __init__(self) -> None:
        self._chains: dict[Name, list[Piece]] = {}
        self._size = 0

    def add(self, name: Name, piece: Piece) -> bytes:
        """Keep a piece; of a domain that has many, what can be decoded so far is returned joined, and forgotten."""
        domain = name[-_DOMAIN_LABELS:]
        if domain not in self._chains and (len(self._chains) >= MOST_CHAINS or self._size > CHAINS_BYTES):
            return b""
        chain = self._chains.setdefault(domain, [])
        if chain and chain[-1] == piece:  # a query that is asked again
            return b""
        chain.append(piece)
        self._size += len(piece[0]) + len(piece[1])
        if sum(len(body) + len(tail) for body, tail in chain) < CHAIN_BYTES:
            return b""
        characters = joined(chain)
        whole = len(characters) // _GROUP * _GROUP
        chain[:] = [(characters[whole:], b"")]
        self._size -= whole
        return characters[:whole]

    def __bool__(self) -> bool:
        """Whether anything is kept."""
        return bool(self._chains)

    def last(self, name: Name) -> Piece:
        """The label that may be the last piece of what is kept of a domain, though it is short."""
        label = name[-_DOMAIN_LABELS - 1] if len(name) > _DOMAIN_LABELS else b""
        return (label, b"") if name[-_DOMAIN_LABELS:] in self._chains and _DATA.match(label) else NOTHING

    def take(self) -> list[list[Piece]]:
        """What is kept of the domains that were asked for more than once."""
        chains, self._chains, self._size = self._chains, {}, 0
        return [chain for chain in chains.values() if len(chain) > 1]


def _is_address(run: list[bytes]) -> bool:
    return len(run) == _OCTETS and all(label.isdigit() and int(label) <= _OCTET for label in run)


def _decode(coding: str, characters: bytes) -> bytes:
    try:
        if coding == "hex":
            return binascii.unhexlify(characters)
        if coding == "base32":
            whole = characters[: len(characters) - (len(characters) % 8 in (1, 3, 6))]
            return base64.b32decode(whole.upper() + b"=" * (-len(whole) % 8))
        standard = characters.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        whole = standard[: len(standard) - (len(standard) % 4 == 1)]
        return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    except (ValueError, binascii.Error):
        return b""


def _reads(data: bytes) -> bool:
    """Whether bytes are text in UTF-8, mostly Chinese in GB 18030, or a file."""
    if data.startswith(_FILES):
        return True
    if len(data) < _LEAST_TEXT:
        return False
    text = data.decode("utf-8", "replace")
    if "\ufffd" not in text[:-1]:
        return not _CONTROL.search(text)
    text = data.decode("gb18030", "replace")
    others = len(text) - len(data.translate(None, _HIGH))
    return "\ufffd" not in text[:-1] and not _CONTROL.search(text) and len(_HAN.findall(data)) * 5 >= others * 4
