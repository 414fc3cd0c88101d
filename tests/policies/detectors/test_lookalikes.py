"""What only looks like a value is none: a stream of what networks really carry, and the share that is mistaken."""

import base64
import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

Found = Callable[..., list[tuple[str, str]]]


def digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choices("0123456789", k=count))


def moment(draw: random.Random) -> str:
    return f"20{draw.randint(10, 29)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}{digits(draw, 2)}"


NOTHING: dict[str, Callable[[random.Random], str]] = {
    "order number by date": lambda draw: f"{moment(draw)}{draw.randint(0, 59):02}{digits(draw, 6)}",
    "snowflake id": lambda draw: "1" + digits(draw, 18),
    "milliseconds": lambda draw: "17" + digits(draw, 11),
    "nanoseconds": lambda draw: "17" + digits(draw, 17),
    "hash": lambda draw: draw.randbytes(32).hex(),
    "uuid": lambda draw: str(uuid.UUID(bytes=draw.randbytes(16), version=4)),
    "base64": lambda draw: base64.b64encode(draw.randbytes(48)).decode(),
    "version": lambda draw: f"v{draw.randint(0, 30)}.{draw.randint(0, 30)}.{draw.randint(0, 300)}-rc1",
    "coordinates": lambda draw: f"{draw.uniform(73, 135):.14f},{draw.uniform(18, 53):.14f}",
    "probability": lambda draw: f"0.{digits(draw, 17)}",
    "tracking number": lambda draw: "SF" + digits(draw, 13),
    "isbn": lambda draw: f"978-7-{digits(draw, 3)}-{digits(draw, 5)}-{digits(draw, 1)}",
    "long run": lambda draw: digits(draw, draw.randint(20, 60)),
    "mobile in a longer number": lambda draw: f"ORD138{digits(draw, 8)} 138{digits(draw, 9)} 0138{digits(draw, 8)}",
    "mobile in a decimal": lambda draw: f"0.138{digits(draw, 8)} 138{digits(draw, 8)}.5 -0.199{digits(draw, 8)}",
    "landline": lambda draw: f"010-8{digits(draw, 7)} 021-6{digits(draw, 7)} 400-820-{digits(draw, 4)}",
    "american number": lambda draw: f"+1{draw.choice('3456789')}{digits(draw, 9)}",
    "image name": lambda draw: f"logo{digits(draw, 2)}@2x.png icon@3x.webp",
    "package": lambda draw: f"@babel/core@{draw.randint(1, 9)}.1.0 react@npm:18.2.0 lodash@4.x",
    "address without letters": lambda draw: f"10.{draw.randint(0, 255)}.{draw.randint(0, 255)}.1:8080",
    "part number like a passport": lambda draw: f"E{digits(draw, 8)} EA{digits(draw, 7)} G{digits(draw, 8)}",
    "lot number like an account": lambda draw: f"A{digits(draw, 9)} 0{digits(draw, 9)} {digits(draw, 12)}",
    "15 digits": lambda draw: f"11{digits(draw, 4)}8{draw.randint(0, 9)}0{draw.randint(1, 9)}1{digits(draw, 4)}",
}


@pytest.mark.parametrize("kind", NOTHING)
def test_this_is_never_taken_for_a_value(found: Found, kind: str) -> None:
    draw = random.Random(kind)
    text = "\n".join(f"item {NOTHING[kind](draw)} done" for _ in range(1500))
    assert Counter(name for name, _ in found(text)) == {}


@pytest.mark.parametrize(
    ("length", "most"), [(12, 0.0), (15, 0.0), (16, 0.0015), (17, 0.0015), (18, 0.0016), (19, 0.0015)]
)
def test_random_digits_pass_as_rarely_as_the_reference_says(found: Found, length: int, most: float) -> None:
    draw = random.Random(length)
    assert len(found("\n".join(digits(draw, length) for _ in range(20000)))) <= most * 20000


def test_a_wrong_check_digit_is_not_a_finding(found: Found, generator: Any) -> None:
    for value in (generator.resident_id(), generator.bank_card(), generator.uscc(), generator.vin()):
        wrong = value[:-1] + ("1" if value[-1] != "1" else "2")
        assert found(f"身份证 银行卡 信用代码 车架号 {wrong}") == []
