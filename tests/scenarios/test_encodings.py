"""Every way a value is written in an upload: all of them are found by the whole walk."""

import base64
import gzip
import json
import quopri
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

from agent.unwrap import Conversation
from policies.inspection import Inspector
from policies.part import Part

VALUES = ("11010519491231002X", "13800138000", "6222020200112233446")
"""A resident number, a mobile number and a bank card that belong to nobody."""

FOUND = {"cn.resident_id": VALUES[0], "cn.mobile": VALUES[1], "cn.bank_card": VALUES[2]}
RECORD = {"姓名": "某某", "身份证号": VALUES[0], "手机": VALUES[1], "卡号": VALUES[2], "备注": "客户资料"}
TEXT = "，".join(f"{name}：{value}" for name, value in RECORD.items()) + "。\n"
TRADITIONAL = f"姓名：某某，身分證號：{VALUES[0]}，手機：{VALUES[1]}，卡號：{VALUES[2]}，備註：客戶資料。\n"
CSV = ",".join(RECORD) + "\n" + ",".join(RECORD.values()) + "\n"
JSON = json.dumps(RECORD, ensure_ascii=False)

PLAIN, OCTETS, JSON_TYPE = "text/plain", "application/octet-stream", "application/json"


def upload(body: bytes, declared: str) -> bytes:
    """A request that carries the body."""
    head = f"POST /u HTTP/1.1\r\nHost: u.example\r\nContent-Type: {declared}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def per_character(form: Callable[[str], str], text: str) -> str:
    return "".join(map(form, text))


def full_width(text: str) -> str:
    return per_character(lambda c: chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c, text)


def grouped(joint: str) -> str:
    number, mobile, card = VALUES
    cuts = (
        joint.join((number[:6], number[6:14], number[14:])),
        joint.join((mobile[:3], mobile[3:7], mobile[7:])),
        joint.join(card[at : at + 4] for at in range(0, 19, 4)),
    )
    return f"身份证号：{cuts[0]}，手机：{cuts[1]}，卡号：{cuts[2]}。\n"


def everything_escaped(text: str) -> str:
    return per_character(lambda c: f"\\u{ord(c):04x}", text)


def in_json(value: bytes | str) -> bytes:
    return json.dumps({"id": 7, "data": value if isinstance(value, str) else value.decode()}).encode()


def lines(data: bytes, width: int, newline: bytes) -> bytes:
    encoded = base64.b64encode(data)
    return newline.join(encoded[at : at + width] for at in range(0, len(encoded), width))


def hexadecimal(data: bytes, joint: str, form: str = "{:02x}") -> bytes:
    return joint.join(form.format(byte) for byte in data).encode()


def percent(text: str) -> str:
    return per_character(lambda c: "".join(f"%{byte:02X}" for byte in c.encode()), text)


B64 = base64.b64encode(TEXT.encode())

CASES: dict[str, tuple[bytes, str]] = {
    "utf-8": (TEXT.encode(), PLAIN),
    "utf-8 with a mark": (b"\xef\xbb\xbf" + TEXT.encode(), PLAIN),
    "csv": (CSV.encode(), "text/csv"),
    # Character sets
    **{f"{name} declared": (TEXT.encode(name), f"text/plain; charset={name}") for name in ("utf-7", "gbk")},
    "big5 declared": (TRADITIONAL.encode("big5"), "text/plain; charset=big5"),
    **{f"{name} with a mark": (TEXT.encode(name), OCTETS) for name in ("utf-16", "utf-32")},
    **{f"{name} undeclared": (TEXT.encode(name), PLAIN) for name in ("utf-7", "gbk", "gb18030")},
    "big5 undeclared": (TRADITIONAL.encode("big5"), PLAIN),
    **{
        f"{name} without a mark": (CSV.encode(name), OCTETS)
        for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    },
    "utf-16 text without a mark that begins in Chinese": (("资料" * 40 + TEXT).encode("utf-16-le"), OCTETS),
    "utf-7 with everything shifted": (b"+" + base64.b64encode(TEXT.encode("utf-16-be")).rstrip(b"=") + b"-", PLAIN),
    "utf-16 inside other bytes": (b"\x00\x01\x07binary\xfe\xd3" * 40 + TEXT.encode("utf-16-le"), OCTETS),
    # Values that are not plain digits
    "full width": (full_width(TEXT).encode(), PLAIN),
    "full width in gbk": (full_width(TEXT).encode("gbk"), PLAIN),
    "full width in json": (json.dumps({"a": full_width(TEXT)}).encode(), JSON_TYPE),
    **{
        f"zero width {ord(c):04x}": (TEXT.replace("1", "1" + c).encode(), PLAIN)
        for c in "\u200b\u200c\u200d\u2060\ufeff\u00ad"
    },
    **{f"grouped by {joint!r}": (grouped(joint).encode(), PLAIN) for joint in (" ", "-")},
    # Escapes
    "percent": (percent(TEXT).encode(), PLAIN),
    "percent in a form": (("a=" + quote(TEXT)).encode(), "application/x-www-form-urlencoded"),
    "percent twice in a form": (("a=" + quote(quote(TEXT))).encode(), "application/x-www-form-urlencoded"),
    "percent twice, every character": (percent(percent(TEXT)).encode(), OCTETS),
    "percent in json": (in_json(percent(TEXT)), JSON_TYPE),
    "percent late in a text": (b"GET /index.html\n" * 40 + percent(TEXT).encode(), PLAIN),
    "html entities": (per_character(lambda c: f"&#{ord(c)};", TEXT).encode(), "text/html"),
    "html entities undeclared": (per_character(lambda c: f"&#x{ord(c):x};", TEXT).encode(), OCTETS),
    "html entities in json": (in_json(per_character(lambda c: f"&#{ord(c)};", TEXT)), JSON_TYPE),
    "html entities late in a text": (b"word " * 200 + per_character(lambda c: f"&#{ord(c)};", TEXT).encode(), PLAIN),
    "named html entities": (
        f"<p>{VALUES[0]}&nbsp;&lt;{VALUES[1]}&gt;&ensp;{VALUES[2]}&hellip;</p>".encode(),
        "text/html",
    ),
    "html entities with the semicolon missing": (per_character(lambda c: f"&#{ord(c)}", TEXT).encode(), "text/html"),
    "json": (JSON.encode(), JSON_TYPE),
    "json escapes": (json.dumps(RECORD).encode(), JSON_TYPE),
    "json escapes of every character": (b'{"a": "' + everything_escaped(TEXT).encode() + b'"}', JSON_TYPE),
    "json in json": (in_json(in_json(json.dumps(RECORD))), JSON_TYPE),
    "escapes of every character twice": (in_json('{"a": "' + everything_escaped(TEXT) + '"}'), JSON_TYPE),
    "json escapes in plain text": (b"event: " + everything_escaped(TEXT).encode(), PLAIN),
    "javascript hexadecimal escapes": (per_character(lambda c: f"\\x{ord(c):02x}", " ".join(VALUES)).encode(), PLAIN),
    "quoted-printable undeclared": (quopri.encodestring(TEXT.encode()), PLAIN),
    "quoted-printable of every character": (
        per_character(lambda c: "".join(f"={b:02X}" for b in c.encode()), TEXT).encode(),
        PLAIN,
    ),
    # Base64
    "base64": (B64, PLAIN),
    "base64 in json": (in_json(B64), JSON_TYPE),
    "base64 in json with escaped slashes": (in_json(B64).replace(b"/", b"\\/"), JSON_TYPE),
    "base64 in a form": (("a=" + quote(B64)).encode(), "application/x-www-form-urlencoded"),
    "base64 of one value": (in_json(base64.b64encode(VALUES[0].encode())), JSON_TYPE),
    "base64 of one value without padding": (
        in_json(base64.b64encode((VALUES[0] + "\n").encode()).rstrip(b"=")),
        JSON_TYPE,
    ),
    "data url": (b'<img src="data:text/plain;base64,' + B64 + b'">', "text/html"),
    "data url in percent": (b"<a href='data:text/plain," + percent(TEXT).encode() + b"'>", "text/html"),
    **{f"base64 in lines of {width}": (lines(CSV.encode() * 3, width, b"\n"), PLAIN) for width in (64, 76)},
    "base64url": (base64.urlsafe_b64encode(TEXT.encode() * 2).rstrip(b"="), PLAIN),
    "base64 of utf-16": (in_json(base64.b64encode(TEXT.encode("utf-16-le"))), JSON_TYPE),
    "base64 of gbk": (in_json(base64.b64encode(TEXT.encode("gbk"))), JSON_TYPE),
    "base64 of gzip": (in_json(base64.b64encode(gzip.compress(TEXT.encode()))), JSON_TYPE),
    "base64 of zlib": (in_json(base64.b64encode(zlib.compress(TEXT.encode()))), JSON_TYPE),
    "base64 of bare deflate": (in_json(base64.b64encode(zlib.compress(TEXT.encode())[2:-4])), JSON_TYPE),
    "base64 of base64": (in_json(base64.b64encode(base64.b64encode(TEXT.encode()))), JSON_TYPE),
    "base64 of json with escapes": (in_json(base64.b64encode(json.dumps(RECORD).encode())), JSON_TYPE),
    "base64 of json with every character escaped": (
        in_json(base64.b64encode(b'{"a": "' + everything_escaped(TEXT).encode() + b'"}')),
        JSON_TYPE,
    ),
    "base64 of gzip of base64 of gzip": (
        base64.b64encode(gzip.compress(base64.b64encode(gzip.compress(TEXT.encode())))),
        PLAIN,
    ),
    # Hexadecimal
    "hex": (TEXT.encode().hex().encode(), PLAIN),
    "hex in json": (in_json(TEXT.encode().hex().upper()), JSON_TYPE),
    "hex with 0x": (b'{"a": "0x' + TEXT.encode().hex().encode() + b'"}', JSON_TYPE),
    "hex of a bytea": (b"\\x" + TEXT.encode().hex().encode(), PLAIN),
    "hex with spaces": (hexadecimal(TEXT.encode(), " "), PLAIN),
    "hex with colons": (hexadecimal(TEXT.encode(), ":"), PLAIN),
    "hex with dashes": (hexadecimal(TEXT.encode(), "-", "{:02X}"), PLAIN),
    "hex bytes with 0x": (hexadecimal(TEXT.encode(), ", ", "0x{:02x}"), PLAIN),
    "hex of escapes": (hexadecimal(TEXT.encode(), "", "\\x{:02x}"), PLAIN),
    "hex of one value": (b"v=" + VALUES[0].encode().hex().encode(), PLAIN),
    "hex of gzip": (gzip.compress(TEXT.encode()).hex().encode(), PLAIN),
    "hex in lines": (b"\n".join(TEXT.encode().hex().encode()[at : at + 64] for at in range(0, 400, 64)), PLAIN),
    "gzip of gbk": (gzip.compress(TEXT.encode("gbk")), OCTETS),
    "utf-16 of json escapes": (json.dumps(RECORD).encode("utf-16"), OCTETS),
    "gzip of utf-16 of html entities": (
        gzip.compress(("<p>" + per_character(lambda c: f"&#{ord(c)};", TEXT)).encode("utf-16")),
        OCTETS,
    ),
}

ONE_VALUE = {"base64 of one value", "base64 of one value without padding", "hex of one value"}


def found_in(inspector: Inspector, sent: bytes, step: int) -> dict[str, set[str]]:
    """The detectors that claim something in what is sent, with how sure the surest is."""
    conversation = Conversation((0, 1), "tcp", (True, True), ports=(40000, 80))
    found: dict[str, set[str]] = {}

    def inspect(parts: list[Part]) -> None:
        for finding in inspector.inspect(parts):
            if finding.confidence >= 0.5:
                found.setdefault(finding.detector, set()).add(finding.digest)

    for at in range(0, len(sent), step):
        inspect(conversation.feed(0, at, [sent[at : at + step]], 0))
    inspect(conversation.close(0))
    return found


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return Inspector(b"a key of the tests")


@pytest.fixture(scope="module")
def digests(inspector: Inspector) -> dict[str, str]:
    """What the values are called in findings."""
    return {name: next(iter(values)) for name, values in found_in(inspector, upload(*CASES["utf-8"]), 1 << 20).items()}


@pytest.mark.parametrize("step", [1 << 20, 37])
@pytest.mark.parametrize("case", CASES)
def test_a_value_is_found_however_it_is_written(
    case: str, step: int, inspector: Inspector, digests: dict[str, str]
) -> None:
    found = found_in(inspector, upload(*CASES[case]), step)
    wanted = {"cn.resident_id"} if case in ONE_VALUE else set(FOUND)
    assert {name for name in wanted if digests[name] in found.get(name, ())} == wanted
