"""Invented people: numbers whose check digits are right and that belong to nobody."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

DISTRICT: Final = "310199"
"""Shanghai, and a district that GB/T 2260 has never listed: no such number was ever issued."""

ISSUER: Final = "620000"
"""A bank card prefix of the Chinese range that no bank issues under."""

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK: Final = "10X98765432"
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = ("明远", "佳怡", "子涵", "思源", "雨桐", "浩然", "静", "磊", "婷", "志强", "晓梅", "一鸣")
_FIRST_BIRTHDAY: Final = date(1960, 1, 1)


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One invented person."""

    name: str
    resident_id: str  # GB 11643, 18 characters
    mobile: str
    bank_card: str  # 19 digits, Luhn
    email: str


def invent(count: int, seed: int) -> list[Person]:
    """`count` people, at most 10,000, no two alike; the same ones for the same seed."""
    random = Random(seed)
    return [_person(random, number) for number in random.sample(range(10_000), count)]


def resident_id(birthday: date, sequence: int) -> str:
    """A resident number with its check character (GB 11643, ISO 7064 MOD 11-2); `sequence` is 0..999."""
    body = f"{DISTRICT}{birthday:%Y%m%d}{sequence:03d}"
    return body + _ID_CHECK[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def bank_card(account: int) -> str:
    """A 19-digit card number with its Luhn digit (ISO/IEC 7812-1); `account` has at most 12 digits."""
    body = f"{ISSUER}{account:012d}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body))]
    return body + str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def _person(random: Random, number: int) -> Person:
    birthday = _FIRST_BIRTHDAY + timedelta(days=random.randrange(16_000))
    return Person(
        name=random.choice(_SURNAMES) + random.choice(_GIVEN),
        resident_id=resident_id(birthday, random.randrange(1000)),
        mobile=f"1990000{number:04d}",
        bank_card=bank_card(random.randrange(10**12)),
        email=f"client{number:04d}@mail.example.com",
    )
