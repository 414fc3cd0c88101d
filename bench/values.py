"""Synthetic values to plant: numbers whose check digits hold and that belong to nobody."""

import random
from collections.abc import Callable
from typing import Final

from policies.checksums import resident_check

PROVINCES: Final = ("11", "31", "32", "33", "37", "44", "51", "61")
MOBILE_PREFIXES: Final = ("138", "139", "150", "159", "177", "186", "188", "199")
DOMAINS: Final = ("example.com", "example.cn", "example.org", "mail.example.net")
DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def resident_id(dice: random.Random) -> str:
    """18 characters (GB 11643) with a county code that no place has."""
    born = f"{dice.randint(1950, 2005)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    body = f"{dice.choice(PROVINCES)}99{dice.randint(10, 99)}{born}{dice.randint(0, 999):03d}"
    return body + chr(resident_check(body.encode()))


def mobile(dice: random.Random) -> str:
    """11 digits under an assigned prefix."""
    return dice.choice(MOBILE_PREFIXES) + f"{dice.randint(0, 99_999_999):08d}"


def bank_card(dice: random.Random) -> str:
    """19 digits under UnionPay's 62 with the Luhn check digit (ISO/IEC 7812-1)."""
    body = f"62{dice.randint(0, 10**16 - 1):016d}"
    total = sum(DOUBLED[int(digit)] if n % 2 == 0 else int(digit) for n, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


def email(dice: random.Random) -> str:
    """An address in a reserved domain (RFC 2606)."""
    return f"{dice.choice('abcdefghkmnpqrst')}{dice.randint(10_000, 9_999_999)}@{dice.choice(DOMAINS)}"


KINDS: Final[dict[str, tuple[str, Callable[[random.Random], str]]]] = {
    "cn.resident_id": ("id_card", resident_id),
    "cn.mobile": ("mobile", mobile),
    "cn.bank_card": ("bank_card", bank_card),
    "email": ("email", email),
}
"""Detector id -> the key a program would give the value, and its generator."""
