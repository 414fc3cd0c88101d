"""FIX messages."""

from collections.abc import Callable

import pytest

Found = Callable[..., list[tuple[str, str]]]


def message(kind: str, joint: str = "\x01", wrong: int = 0) -> str:
    fields = (f"35={kind}", "49=DESK", "56=BROKER", "34=7", "11=A1", "55=EXMP", "54=1", "38=100", "44=9.5")
    body = "".join(field + "\x01" for field in fields)
    head = f"8=FIX.4.2\x019={len(body)}\x01{body}"
    return f"{head}10={(sum(head.encode()) + wrong) % 256:03}\x01".replace("\x01", joint)


@pytest.mark.parametrize("joint", ["\x01", "|"])
@pytest.mark.parametrize("kind", ["D", "F", "G", "8"])
def test_an_order_is_found_by_length_and_checksum(found: Found, kind: str, joint: str) -> None:
    assert [one for one, _ in found(message(kind, joint) + "\n")] == ["fin.fix"]


def test_a_heartbeat_and_a_wrong_checksum_are_none(found: Found) -> None:
    assert found(message("0")) == []
    assert found(message("D", wrong=1)) == []
