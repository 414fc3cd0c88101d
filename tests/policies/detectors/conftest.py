"""What the detectors' tests share: numbers made at random, the places they stand in, and what is found there."""

import random
from collections.abc import Callable, Iterable

import pytest

from policies.checksums import organisation_check, resident_check, uscc_check, vin_check
from policies.inspection import Inspector
from policies.part import Part

PROVINCES = (11, 12, 13, 21, 31, 32, 33, 37, 42, 44, 51, 54, 61, 65)
CODE_LETTERS = "ABCDEFGHJKLMNPQRTUWXY"
VIN_CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
SURROUNDINGS = {
    "json": '{{"name":"某某","{key}":"{value}","seq":1}}',
    "form": "a=1&{key}={value}&b=2",
    "csv": "{key},amount\n{value},12.50\n",
    "tsv": "x\t{key} {value}\ty\n",
    "prose": "经办人确认其{chinese}{value}无误，请尽快办理。",
    "label": "{chinese}：{value}",
    "xml": '<row id="7"><{key}>{value}</{key}></row>',
    "log": "2026-03-04T05:06:07.891Z INFO user {key}={value} ok=true",
    "sql": "INSERT INTO t (x, {key}) VALUES (7, '{value}');",
    "brackets": "[{chinese}({value})]",
}


class Generator:
    """Numbers that are right in every digit and belong to nobody."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def digits(self, count: int) -> str:
        return "".join(self.random.choices("0123456789", k=count))

    def birth_date(self) -> str:
        day = self.random.randint(1, 28)
        return f"{self.random.randint(1935, 2015)}{self.random.randint(1, 12):02}{day:02}"

    def resident_id(self, region: str = "") -> str:
        body = (region or f"{self.random.choice(PROVINCES)}{self.digits(4)}") + self.birth_date() + self.digits(3)
        return body + chr(resident_check(body.encode()))

    def resident_id15(self) -> str:
        return f"{self.random.choice(PROVINCES)}{self.digits(4)}{self.birth_date()[2:]}{self.digits(3)}"

    def mobile(self) -> str:
        return self.random.choice(("130", "138", "147", "155", "166", "173", "188", "199")) + self.digits(8)

    def bank_card(self, prefix: str = "62", length: int = 19) -> str:
        body = prefix + self.digits(length - len(prefix) - 1)
        total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(body)))
        return body + str(-total % 10)

    def passport(self) -> str:
        return self.random.choice((f"E{self.digits(8)}", f"E{self.random.choice('ABCDJK')}{self.digits(7)}"))

    def uscc(self) -> str:
        inner = "MA" + "".join(self.random.choices("0123456789" + CODE_LETTERS, k=6))
        inner += chr(organisation_check(inner.encode()))
        body = f"91{self.random.choice(PROVINCES)}{self.digits(4)}{inner}"
        return body + chr(uscc_check(body.encode()))

    def plate(self) -> str:
        serial = self.random.choice((self.digits(5), f"D{self.digits(5)}", f"{self.digits(4)}K", f"F8{self.digits(4)}"))
        return f"{self.random.choice('京沪粤川鄂苏')}{self.random.choice('ABCEFG')}{serial}"

    def vin(self, prefix: str = "LSV") -> str:
        body = prefix + "".join(self.random.choices(VIN_CHARACTERS, k=12 - len(prefix))) + self.digits(4)
        vin = body[:8] + "0" + body[8:]
        return vin[:8] + chr(vin_check(vin.encode())) + vin[9:]

    def securities_account(self) -> str:
        return self.random.choice("ABCDEF") + self.digits(9)

    def email(self) -> str:
        return f"{self.random.choice(('wang.min', 'li_na', 'zhao'))}{self.digits(3)}@mail.example.cn"


@pytest.fixture
def generator() -> Generator:
    return Generator(20260704)


@pytest.fixture(scope="session")
def inspector() -> Inspector:
    return Inspector(b"a key of the tests")


@pytest.fixture
def found(inspector: Inspector) -> Callable[..., list[tuple[str, str]]]:
    """(detector, value) of all findings of at least 0.5 in a text, in the order they stand there."""

    def inspect(text: str, charset: str = "utf-8") -> list[tuple[str, str]]:
        raw = text.encode(charset)
        findings = inspector.inspect([Part(owner=1, id=1, path="raw", pieces=[raw])])
        return [(one.detector, raw[one.start : one.end].decode(charset)) for one in findings if one.confidence >= 0.5]

    return inspect


@pytest.fixture
def misses(found: Callable[..., list[tuple[str, str]]]) -> Callable[..., list[str]]:
    """The surroundings and charsets in which a value is not the one finding of its detector."""

    def inspect(detector: str, values: Iterable[str], key: str, chinese: str) -> list[str]:
        return [
            f"{name} in {charset}"
            for value in values
            for name, surrounding in SURROUNDINGS.items()
            for charset in ("utf-8", "gbk")
            if [
                one
                for one in found(surrounding.format(key=key, chinese=chinese, value=value), charset)
                if one[1] == value
            ]
            != [(detector, value)]
        ]

    return inspect
