"""The single values of a policy file: each function returns the canonical form, or says what to write instead."""

import datetime
import ipaddress
import re

from policies.checksums import uscc_check

SHOWN_DAY = "write it as 2026-12-31"
UNITS = {
    "": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30,
}  # fmt: skip
JURISDICTIONS = frozenset({"mainland", "outside", "disputed", "unknown", "local"})


def day(text: str) -> str:
    """A calendar day, ISO 8601 (2026-12-31). Such texts compare in the order of time."""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"not a day of the calendar; {SHOWN_DAY}") from None


def identifier(text: str) -> str:
    """An id: letters, digits, `.`, `_`, `-`, `:`, no spaces, in any script."""
    if not re.fullmatch(r"[\w.:-]{1,120}", text):
        raise ValueError("an id has letters, digits, dots, colons, hyphens and underscores only")
    return text


def credit_code(text: str) -> str:
    """A unified social credit code (GB 32100): 18 characters, the last of which checks the others."""
    code = text.upper()
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", code):
        raise ValueError("not a unified social credit code; write its 18 digits and capitals (no I, O, S, V, Z)")
    if uscc_check(code[:17].encode()) != ord(code[17]):
        raise ValueError("the last character does not agree with the others (GB 32100); look for a slip")
    return code


def network(text: str) -> str:
    """A prefix or a single address, IPv4 or IPv6, in canonical form."""
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        pass
    try:
        nearest = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError("not an address or prefix; write one such as 10.80.0.0/16 or 2001:db8::/32") from None
    raise ValueError(f'the address has bits set behind the prefix length; did you mean "{nearest}"?')


def country(text: str) -> str:
    """An ISO 3166-1 alpha-2 code, upper case."""
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError("not a country code; write two letters (ISO 3166-1) such as HK")
    return text.upper()


def destination(text: str) -> str:
    """A country code (upper case) or a word for a jurisdiction (lower case)."""
    if text.lower() in JURISDICTIONS:
        return text.lower()
    try:
        return country(text)
    except ValueError:
        raise ValueError(f"not a country code such as HK, nor one of {', '.join(sorted(JURISDICTIONS))}") from None


def names(text: str) -> str:
    """A host name, or `*.` and a domain for everything under it; lower case."""
    name = text.lower().rstrip(".")
    if not name or "*" in name.removeprefix("*.") or any(c.isspace() or c == "/" for c in name):
        raise ValueError("not a host name; write one such as api.example.com or *.example.com")
    return name


def size(value: object) -> object:
    """Bytes: a whole number, or one with a unit. KB is 1,000 bytes, KiB is 1,024."""
    found = re.fullmatch(r"(\d{1,15})\s*([A-Za-z]*)", value.replace("_", "")) if isinstance(value, str) else None
    if found is None or found[2].upper() not in UNITS:
        raise ValueError("not a size; write bytes such as 1000000 or 1MB")
    return int(found[1]) * UNITS[found[2].upper()]


def timezone(text: str) -> str:
    """A name of the IANA time zone database."""
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        raise ValueError("not a time zone; write a name of the IANA database such as Asia/Shanghai") from None
    return text


def truth(value: object) -> object:
    """`true` or `false` (YAML 1.2 core schema); `yes`, `no`, `on` and `off` are words."""
    known = {"true": True, "false": False}
    if not isinstance(value, str) or value.lower() not in known:
        raise ValueError("write true or false")
    return known[value.lower()]


def ladder(value: object) -> object:
    """Steps and the severity from each step on; a single word holds from the start."""
    return {0: value} if isinstance(value, str) else value


def one_or_more(value: object) -> object:
    """A list; a single text stands for a list of one."""
    return [value] if isinstance(value, str) else value
