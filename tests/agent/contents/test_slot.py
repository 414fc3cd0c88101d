"""Slots: formats found, runs glued, budgets kept."""

import base64
import gzip
from collections.abc import Sequence

import pytest

from agent.budget import Limits
from agent.contents.slot import Slot
from agent.contents.walk import DRAIN_BYTES, Walk
from policies.part import TAIL, Part

JSON = b'{"a": "\\u4e2d"}'


class Reading:
    """One top-level part, written in pieces."""

    def __init__(self, limits: Limits = Limits(), *, listing: bool = False) -> None:  # noqa: B008
        self.drained: list[Part] = []
        self.unread: dict[str, int] = {}
        self.over_budget: list[str] = []
        self.walk = Walk(
            limits, listing=listing, drain=self.drained.extend, unread=self.unread, over_budget=self.over_budget
        )

    def read(self, data: bytes, step: int = 1 << 20, *, type: str = "", codings: Sequence[str] = ()) -> list[Part]:  # noqa: A002
        slot = Slot(self.walk, 7, "body", type=type, codings=codings, exact=True)
        parts: list[Part] = []
        for at in range(0, len(data), step):
            self.walk.at = at
            slot.write([memoryview(data)[at : at + step]])
            parts += self.walk.take()
        slot.end()
        return parts + self.walk.take()


def text(parts: list[Part], path: str) -> bytes:
    """The new bytes of all runs with a path."""
    return b"".join(b"".join(map(bytes, part.pieces))[part.seen :] for part in parts if part.path == path)


@pytest.mark.parametrize("step", [1, 100, 700, 5000])
def test_a_run_repeats_the_end_of_the_run_before(step: int) -> None:
    data = bytes(range(256)) * 10
    parts = Reading().read(data, step)
    position = 0
    for part in parts:
        assert part.seen == min(TAIL, position)
        assert part.offset == position - part.seen
        assert b"".join(map(bytes, part.pieces)) == data[part.offset : part.offset + part.size]
        position = part.offset + part.size
    assert position == len(data)
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]


def test_a_part_that_comes_in_one_feed_is_one_whole_run() -> None:
    reading = Reading()
    slot = Slot(reading.walk, 7, "body", exact=True)
    view = memoryview(b"x" * 100)
    slot.write([view])
    slot.end()
    (part,) = reading.walk.take()
    assert (part.last, part.seen, part.exact) == (True, 0, True)
    assert part.pieces[0] is view


@pytest.mark.parametrize("step", [1, 1 << 20])
@pytest.mark.parametrize(
    ("data", "type_", "codings", "path", "plain"),
    [
        (JSON, "application/json", (), "body > json", '{"a": "中"}'),
        (gzip.compress(JSON, mtime=0), "application/json", ("gzip",), "body > gzip > json", '{"a": "中"}'),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "", (), "body > gzip > gzip", "x"),
        (
            gzip.compress(gzip.compress(b"x", mtime=0), mtime=0),
            "",
            ("gzip", "identity", "x-gzip"),
            "body > gzip > gzip",
            "x",
        ),
        (b"plain, whatever they say", "text/plain", ("gzip",), "body", "plain, whatever they say"),
        ("中".encode("gbk"), "text/plain; charset=gbk", (), "body > gb18030", "中"),
        (b"a=%D6%D0", "application/x-www-form-urlencoded; charset=gbk", (), "body > percent > gb18030", "a=中"),
        (b"\xff\xfe" + "中".encode("utf-16-le"), "", (), "body > utf-16", "中"),
        (b' [{"a":1}]', "text/plain", (), "body > json", ' [{"a":1}]'),
    ],
)
def test_formats_are_told_by_bytes_and_type(
    data: bytes, type_: str, codings: tuple[str, ...], path: str, plain: str, step: int
) -> None:
    assert text(Reading().read(data, step, type=type_, codings=codings), path).decode() == plain


def test_json_without_escapes_keeps_its_place_in_the_stream() -> None:
    (part,) = Reading().read(b'{"a": 1}', type="application/json")
    assert (part.path, part.exact, part.stream_offset) == ("body > json", True, 0)
    assert not Reading().read(JSON, type="application/json")[0].exact


@pytest.mark.parametrize("step", [1, 50])
def test_listing_shows_the_encoded_part_too(step: int) -> None:
    packed = gzip.compress(JSON, mtime=0)
    parts = Reading(listing=True).read(packed, step, type="application/json", codings=("gzip",))
    assert text(parts, "body") == packed
    assert text(parts, "body > gzip") == JSON
    assert {part.path for part in parts if part.inspect} == {"body > gzip > json"}


def test_listing_says_why_a_part_was_not_read() -> None:
    (picture,) = Reading(listing=True).read(b"GIF89a" + bytes(9), type="image/png")
    (coded,) = Reading(listing=True).read(b"?" * 10, type="text/html", codings=("compress",))
    assert (picture.type, picture.damage, picture.inspect) == ("image/gif", "", False)
    assert (coded.type, coded.damage, coded.inspect) == ("text/html", "compress not supported yet", False)


def test_pictures_and_unknown_codings_are_counted_not_inspected() -> None:
    reading = Reading()
    assert reading.read(b"\x89PNG\r\n\x1a\n" + bytes(92), 40) == []
    assert reading.read(b"?" * 10, codings=("compress",)) == []
    assert reading.unread == {"image/png": 100, "compress not supported yet": 10}


def test_damage_ends_the_inner_part_and_is_counted() -> None:
    reading = Reading()
    stored = (
        b"\x00\x2c\x01\xd3\xfe" + b"some text " * 30
    )  # a block as it is (RFC 1951 3.2.4), then one of no known type
    parts = reading.read(gzip.compress(b"")[:10] + stored + b"\x07", 315)
    assert [(part.path, part.last, part.damage) for part in parts][-1] == ("body > gzip", True, "gzip damaged")
    assert text(parts, "body > gzip") == b"some text " * 30
    assert reading.unread["gzip damaged"] > 0


def test_a_bomb_costs_its_budget_and_is_told() -> None:
    reading = Reading(Limits(free_bytes=1 << 20))
    parts = reading.read(gzip.compress(bytes(64 << 20)), 4096)
    size = sum(part.size for part in parts + reading.drained)
    assert size < (2 << 20)
    assert reading.over_budget == ["ratio: body"]
    assert reading.unread["over budget"] > 0


def test_formats_are_unwrapped_to_a_depth() -> None:
    data = b"innermost"
    for _ in range(5):
        data = gzip.compress(data)
    reading = Reading(Limits(depth=3))
    (part,) = reading.read(data)
    assert part.path == "body > gzip > gzip > gzip"
    assert reading.over_budget == ["depth: body > gzip > gzip > gzip"]


def test_members_are_limited() -> None:
    reading = Reading(Limits(members=2))
    member = b"--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\ntext\r\n"
    parts = reading.read(member * 5 + b"--b--", type="multipart/form-data; boundary=b")
    assert [part.name for part in parts] == ["x", "x"]
    assert reading.over_budget == ["members: body > multipart"]


def test_runs_are_handed_on_while_much_is_decoded() -> None:
    reading = Reading(Limits(free_bytes=1 << 30))
    rest = reading.read(gzip.compress(bytes(3 * DRAIN_BYTES), 1))
    assert sum(part.size for part in rest) <= DRAIN_BYTES + (1 << 20)
    assert len(text(reading.drained + rest, "body > gzip")) == 3 * DRAIN_BYTES


@pytest.mark.parametrize("codings", [(), ("gzip",)])
def test_nothing_is_glued_over_a_gap(codings: tuple[str, ...]) -> None:
    reading = Reading()
    slot = Slot(reading.walk, 7, "body", codings=codings)
    packed = gzip.compress(bytes(range(256)) * 4) if codings else b"x" * 600
    slot.write([packed[:300]])
    slot.gap(10)
    slot.write([packed[310:]])
    slot.end()
    parts = reading.walk.take()
    assert all(part.seen == 0 or not part.pieces[1:] for part in parts)
    assert parts[-1].damage in ("gap", "gzip interrupted by a gap")
    assert len({part.id for part in parts}) == (1 if codings else 2)


def test_a_member_of_several_is_unwrapped_once_by_each_format() -> None:
    body = b"--x\r\nContent-Type: application/json\r\n\r\n" + JSON + b"\r\n--x--"
    parts = Reading().read(body, type="multipart/mixed; boundary=x")
    assert [part.path for part in parts] == ["body > multipart > json"]


@pytest.mark.parametrize("step", [1, 50, 1 << 20])
def test_what_a_text_holds_in_base64_is_a_part_of_its_own(step: int) -> None:
    body = (
        b'{"a": "' + base64.b64encode(gzip.compress(JSON, mtime=0)) + b'", "b": "' + base64.b64encode(JSON * 3) + b'"}'
    )
    parts = Reading().read(body, step, type="application/json")
    assert text(parts, "body > json") == body
    assert text(parts, "body > json > base64 > gzip > json") == b'{"a": "\xe4\xb8\xad"}'
    assert text(parts, "body > json > base64 > json").count(b"\xe4\xb8\xad") == 3


def test_base64_within_base64_ends_with_the_depth() -> None:
    data = b"a text in many layers, each of them in base64 again"
    for _ in range(20):
        data = base64.b64encode(data)
    paths = {part.path for part in Reading(Limits(depth=4)).read(data)}
    assert "body > base64 > base64 > base64 > base64" in paths
    assert max(path.count(">") for path in paths) == 4


def test_a_long_text_of_base64_is_no_bomb() -> None:
    reading = Reading(Limits(free_bytes=1 << 10))
    reading.read(b"x" * 9 + b" " + base64.b64encode(b"a line of text\n" * 10_000), 1000)
    assert reading.over_budget == []


def test_very_many_small_parts_are_handed_on_amid_a_feed() -> None:
    reading = Reading()
    for _ in range(DRAIN_BYTES // 256):
        reading.walk.whole(7, "head", b"made up of references", 0, exact=False)
    assert len(reading.drained) > DRAIN_BYTES // 300
    assert len(reading.walk.parts) < DRAIN_BYTES // 256 - len(reading.drained) + 1
