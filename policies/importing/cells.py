"""What a cell of a register means: each function gives the text or texts a policy file would hold.

They raise ValueError with what to write. What a cell may say beyond that, the policy's own schema checks.
"""

import datetime
import ipaddress
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from policies.scalars import SHOWN_DAY, day

ERRORS: Final = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
"""What a cell shows whose formula failed."""

OPEN_END: Final = frozenset({"长期", "长期有效", "无固定期限", "不限", "open", "none", "no end"})

_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_COMPACT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ANY_DAY: Final = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8}"
_PERIOD: Final = re.compile(rf"({_ANY_DAY})\s*(?:至|到|~|-+|—+|–|to|until)\s*({_ANY_DAY}|\D*)", re.IGNORECASE)
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?")
_FIRST_SERIAL: Final = datetime.date(1899, 12, 30)
"""Day 0 of a workbook, counted from its days after February 1900 (ECMA-376 part 1, 18.17.4.1)."""

_LIST: Final = re.compile(r"[;,、|\n]+")
_LIST_OR_SPACE: Final = re.compile(r"[;,、|\s]+")
_RANGE: Final = re.compile(r"([0-9A-Fa-f.:]+)\s*[-~]\s*([0-9A-Fa-f.:]+)")
_NUMBER: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(万|亿)?\s*(?:人次|人|名|个|people|persons)?")
_SCALE: Final = {None: 1, "万": 10**4, "亿": 10**8}

_TRUE: Final = frozenset({"是", "有", "计入", "y", "yes", "true", "√", "1"})
_FALSE: Final = frozenset({"否", "无", "不计入", "n", "no", "false", "×", "x", "0"})


def text(cell: str) -> str:
    """Words for people, on one line."""
    return " ".join(cell.split())


def code(cell: str) -> str:
    """An id or a number of a document: full-width characters as plain ones."""
    return " ".join(unicodedata.normalize("NFKC", cell).split())


def date(cell: str) -> str:
    """A day in one of the usual forms, year first, or a workbook's number of it; "" where it is said to be open."""
    plain = code(cell)
    if plain.lower() in OPEN_END:
        return ""
    if serial := _SERIAL.fullmatch(plain):
        return (_FIRST_SERIAL + datetime.timedelta(days=int(serial[1]))).isoformat()
    if found := _DAY.fullmatch(plain) or _COMPACT_DAY.fullmatch(plain):
        return day(f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}")
    raise ValueError(f"not a day, the year first; {SHOWN_DAY}")


def period(cell: str) -> dict[str, str]:
    """The first and the last day of a validity in one cell."""
    plain = code(cell)
    ends = _PERIOD.fullmatch(plain)
    if ends is None:
        raise ValueError("not a period; write it as 2026-01-01 至 2028-12-31")
    return {"from": date(ends[1]), "to": date(ends[2]) if ends[2] else ""}


def texts(cell: str) -> list[str]:
    """A list, its entries apart by `；`, `;`, `、`, `，`, `,`, `|` or lines."""
    entries = (entry.strip() for entry in _LIST.split(unicodedata.normalize("NFKC", cell)))
    return list(dict.fromkeys(entry for entry in entries if entry))


def words(cell: str) -> list[str]:
    """A list whose entries hold no spaces, so that those part them too."""
    return [entry for entry in _LIST_OR_SPACE.split(unicodedata.normalize("NFKC", cell)) if entry]


def networks(cell: str) -> list[str]:
    """Prefixes and addresses; a range of addresses becomes the prefixes that make it up."""
    spread: list[str] = []
    for entry in texts(cell):
        ends = _RANGE.fullmatch(entry)
        spread.extend(_range(ends[1], ends[2]) if ends else entry.split())
    return spread


def _range(first: str, last: str) -> list[str]:
    try:
        ends = ipaddress.ip_address(first), ipaddress.ip_address(last)
        return [str(net) for net in ipaddress.summarize_address_range(*ends)]
    except (ValueError, TypeError):
        raise ValueError("not a range of addresses; write one such as 198.51.100.1-198.51.100.20") from None


def systems(cell: str) -> list[str]:
    """Numbers of autonomous systems, with or without `AS` before them."""
    return [re.sub(r"(?i)^asn?", "", entry) for entry in words(cell)]


def count(cell: str) -> str:
    """A number of people, `20,000`, `2万` or `20000人`."""
    found = _NUMBER.fullmatch(code(cell))
    if found is None:
        raise ValueError("not a number of people; write it as 20000")
    number = Decimal(found[1].replace(",", "")) * _SCALE[found[2]]
    if number != number.to_integral_value():
        raise ValueError("not a whole number of people; write it as 20000")
    return f"{number.to_integral_value():f}"


def size(cell: str) -> str:
    """Bytes, `500 MB` or `1,000,000`."""
    return re.sub(r"[\s,]", "", code(cell))


def truth(cell: str) -> str:
    """`是` or `否`, `yes` or `no`, or a mark."""
    plain = code(cell).lower()
    if plain in _TRUE:
        return "true"
    if plain in _FALSE:
        return "false"
    raise ValueError("write 是 or 否, yes or no")


def known(cell: str, names: Mapping[str, str]) -> str:
    """What a name stands for; a name that is not known stands for itself."""
    return names.get(squeezed(cell), code(cell))


def squeezed(name: str) -> str:
    """A name as names are compared: plain characters, lower case, no spaces or punctuation."""
    return re.sub(r"[^\w]|_", "", unicodedata.normalize("NFKC", name).lower())


def heading(cell: str) -> str:
    """A heading as headings are compared: without what stands in brackets, such as a unit."""
    return squeezed(re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", unicodedata.normalize("NFKC", cell)))
