"""E-mail addresses."""

from collections.abc import Callable
from typing import Any

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.cn",
        "first.last+tag@sub.example.com.cn",
        "x_y-z@a-b.io",
        "UPPER@EXAMPLE.COM",
        "13800000000@qq.com",
        "a@xn--fiqs8s.xn--55qx5d",
    ],
)
def test_these_are_addresses(found: Found, address: str) -> None:
    for text in (
        address,
        f"<{address}>",
        f"mailto:{address}?x",
        f"邮箱{address}。",
        f'"{address}"',
        f"to={address}&b",
        f"({address}).",
    ):
        assert found(text) == [("email", address)]


@pytest.mark.parametrize(
    "text",
    [
        "logo@2x.png",
        "icon@3x.cn.png",
        "react@18.2.0",
        "npm:@scope/package@latest",
        "@media screen",
        "a@b",
        "a@.com",
        "a@b.unknowntld",
        "a@10.0.0.1",
        "https://user@host.example.cn/x",
        "postgres://app:secret@db.example.cn:5432/x",
        "Message-ID: <20260102.77.abc@mail.example.cn>",
        "X: y\r\nReferences: <20260102030405.1234567890@mail.example.cn>\r\n <2@mail.example.cn>",
        "In-Reply-To: <1@mail.example.cn> <2@mail.example.cn>",
        "é@",
        "INVITE sip:10086@voip.example.cn SIP/2.0",
        "aes128-gcm@openssh.com,curve25519-sha256@libssh.org",
    ],
)
def test_these_are_not(found: Found, text: str) -> None:
    assert found(text) == []


def test_a_role_account_is_weak(inspector: Any) -> None:
    from policies.part import Part

    (finding,) = inspector.inspect([Part(owner=1, id=1, path="", pieces=[b"From: NoReply@example.cn"])])
    assert finding.confidence == 0.4


def test_an_escape_before_an_address_is_no_part_of_it(found: Found) -> None:
    assert found(r"x\nli.na@example.cn") == [("email", "li.na@example.cn")]
    assert found(r"\u003cli.na@example.cn\u003e") == [("email", "li.na@example.cn")]
    assert found("mail%3Dli.na@example.cn") == [("email", "li.na@example.cn")]


def test_case_is_no_difference(inspector: Any) -> None:
    from policies.part import Part

    pieces = [b"Li.Na@Example.CN li.na@example.cn"]
    assert len({one.digest for one in inspector.inspect([Part(owner=1, id=1, path="", pieces=pieces)])}) == 1


def test_in_bytes_that_are_no_text_a_short_one_is_chance(inspector: Any) -> None:
    from policies.part import Part

    noise = bytes(range(0x80, 0xD0)) + bytes(8)
    row = b"\0\0\0\x06li@qq.com\0\0\0\x07wang.min@mail.example.cn\0\0\0\x02"
    for raw, count in ((noise + b"li@qq.com" + noise, 0), (row, 2), (noise + b"wang.min@mail.example.cn" + noise, 1)):
        assert len(inspector.inspect([Part(owner=1, id=1, path="", pieces=[raw])])) == count


def test_the_tag_of_the_next_message_is_no_part_of_the_domain(found: Found) -> None:
    assert found("\0\0\0\x0cli@example.cnD\0\0\0\x10") == [("email", "li@example.cn")]
    assert found("li@example.cnD") == []
