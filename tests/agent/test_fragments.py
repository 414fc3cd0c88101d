"""IP fragments: whole datagrams whatever the order, the first copy of a byte, bounded memory."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scapy.layers.inet import IP, UDP, fragment
from scapy.layers.inet6 import IPv6, IPv6ExtHdrFragment, fragment6

from agent import fragments as module
from agent.decode.decoder import decode
from agent.fragments import Carriers, Fragments

RAW = 101
SIX = IPv6(src="2001:db8::1", dst="2001:db8::2")
BODY = bytes(range(256)) * 12


def four(body: bytes = BODY, number: int = 1, size: int = 400) -> list[bytes]:
    whole = IP(src="10.1.2.3", dst="198.51.100.7", id=number) / UDP(sport=1, dport=2) / body
    return [bytes(piece) for piece in fragment(whole, size)]


def six(body: bytes = BODY, number: int = 1) -> list[bytes]:
    return [
        bytes(piece) for piece in fragment6(SIX / IPv6ExtHdrFragment(id=number) / UDP(sport=1, dport=2) / body, 500)
    ]


def piece(offset: int, data: bytes, more: bool = True, number: int = 1) -> bytes:
    """A fragment of UDP payload; `offset` in bytes, a multiple of eight."""
    flags = "MF" if more else 0
    return bytes(IP(src="10.1.2.3", dst="198.51.100.7", id=number, flags=flags, frag=offset // 8, proto=17) / data)


@pytest.fixture
def whole(as_frames: Callable, payloads: Callable) -> Callable[..., list[bytes]]:
    """Fragments in order of arrival -> the payloads of the datagrams that they complete."""

    def reassembled(arriving: list[bytes], waiting: Fragments | None = None, step_ms: int = 1) -> list[bytes]:
        frames = as_frames(arriving, RAW, step_ms=step_ms)
        done = (waiting or Fragments()).reassemble(decode(frames).fragments, frames, Carriers.of(frames))
        return payloads(decode(done.frames).packets) if done else []

    return reassembled


@pytest.mark.parametrize("pieces", [four(), six()], ids=["IPv4", "IPv6"])
@pytest.mark.parametrize("seed", range(4))
def test_fragments_in_any_order_make_their_datagram(pieces: list[bytes], seed: int, whole: Callable) -> None:
    assert len(pieces) > 4
    assert whole(Random(seed).sample(pieces, len(pieces))) == [BODY]


@pytest.mark.parametrize("pieces", [four(), six()], ids=["IPv4", "IPv6"])
def test_a_missing_fragment_leaves_the_datagram_incomplete(pieces: list[bytes], whole: Callable) -> None:
    assert [whole(pieces[:n] + pieces[n + 1 :]) for n in range(len(pieces))] == [[]] * len(pieces)


def test_fragments_of_several_datagrams_are_kept_apart(whole: Callable) -> None:
    one, two = four(b"one" * 300, 1), four(b"two" * 300, 2)
    mixed = [each for pair in zip(one, two, strict=True) for each in pair]
    assert sorted(whole(mixed)) == [b"one" * 300, b"two" * 300]


def test_both_directions_with_one_identification_are_kept_apart(whole: Callable) -> None:
    there = four(b"there" * 200)
    back = [each[:12] + each[16:20] + each[12:16] + each[20:] for each in there]
    assert whole([there[0], *back[1:], back[0], *there[1:]]) == [b"there" * 200] * 2


def test_repeated_fragments_change_nothing(whole: Callable) -> None:
    waiting = Fragments()
    pieces = four()
    assert whole([pieces[0], pieces[0], *pieces[1:]], waiting) == [BODY]
    assert waiting.counters["fragment_overlap_bytes"] > 0


HEAD = b"\0\1\0\2\0\0\0\0"


def test_the_first_copy_of_a_byte_wins(whole: Callable) -> None:
    assert whole([piece(8, b"A" * 16), piece(0, HEAD + b"B" * 16), piece(24, b"C" * 8, more=False)]) == [
        b"A" * 16 + b"C" * 8
    ]
    assert whole([piece(0, HEAD + b"B" * 16), piece(8, b"A" * 16), piece(24, b"C" * 8, more=False)]) == [
        b"B" * 16 + b"C" * 8
    ]


def test_bytes_that_arrived_twice_are_counted(whole: Callable) -> None:
    waiting = Fragments()
    whole([piece(8, b"A" * 16), piece(0, HEAD + b"B" * 24)], waiting)
    assert waiting.counters["fragment_overlap_bytes"] == 16


def test_the_first_end_is_believed(whole: Callable) -> None:
    assert whole([piece(16, b"end12345", more=False), piece(32, b"later", more=False), piece(0, HEAD + b"B" * 8)]) == [
        b"B" * 8 + b"end12345"
    ]


def test_a_datagram_longer_than_ip_allows_is_dropped_and_counted(whole: Callable) -> None:
    waiting = Fragments()
    assert whole([piece(65528, b"x" * 100, more=False)], waiting) == []
    assert waiting.counters["fragment_too_long"] == 1


def test_the_longest_datagram_is_made_whole(whole: Callable) -> None:
    body = bytes(65535 - 8)
    assert whole(four(body, size=60000)) == [body]


def test_a_fragment_cut_by_the_snap_length_never_makes_a_datagram(as_frames: Callable) -> None:
    pieces = four()
    frames = as_frames([pieces[0][:100], *pieces[1:]], RAW, [len(each) for each in pieces])
    assert Fragments().reassemble(decode(frames).fragments, frames, Carriers.of(frames)) is None


def test_the_identification_may_be_used_again(whole: Callable) -> None:
    assert whole(four(b"one" * 300) + four(b"two" * 300)) == [b"one" * 300, b"two" * 300]


def test_what_waited_too_long_is_not_mixed_with_a_later_datagram(whole: Callable) -> None:
    waiting = Fragments()
    assert (
        whole([piece(8, b"OLD" * 8), piece(0, HEAD + b"new" * 8), piece(32, b"!", more=False)], waiting, 61_000) == []
    )
    assert waiting.counters["fragment_timed_out"] == 2


def test_the_protocol_of_an_ipv6_datagram_is_what_its_first_fragment_says(whole: Callable) -> None:
    first, *rest = six()
    lying = [each[:40] + b"\x06" + each[41:] for each in rest]
    assert whole([*lying, first]) == [BODY]


def test_the_oldest_datagrams_give_way(whole: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    waiting = Fragments()
    firsts = [piece(0, HEAD + b"x" * 8, number=n) for n in range(5)]
    lasts = [piece(16, b"y", more=False, number=n) for n in range(5)]
    assert len(whole([*firsts, *reversed(lasts)], waiting)) == 3
    assert waiting.counters["fragment_evicted"] >= 2


def test_the_bytes_that_wait_are_bounded(whole: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING_BYTES", 5_000)
    waiting = Fragments()
    whole([piece(8, bytes(1000), number=n) for n in range(20)], waiting)
    assert waiting.counters["fragment_evicted"] == 15


def test_a_datagram_of_tiny_fragments_is_made_whole(whole: Callable) -> None:
    cuts = [HEAD, *(bytes([n % 251]) * 8 for n in range(1200))]
    pieces = [piece(8 * n, cut, more=n < len(cuts) - 1) for n, cut in enumerate(cuts)]
    Random(7).shuffle(pieces)
    assert whole(pieces) == [b"".join(cuts[1:])]


def any_piece(offset: int, data: bytes, more: bool) -> bytes:
    """A fragment of a protocol without a header, so that every byte is payload."""
    return bytes(SIX / IPv6ExtHdrFragment(id=1, offset=offset // 8, m=int(more), nh=253) / data)


def byte_by_byte(arriving: list[tuple[int, bytes, bool]]) -> list[bytes]:
    """What comes out when the first copy of each byte and the first end are believed."""
    board: dict[int, int] = {}
    end, done = -1, []
    for offset, data, more in arriving:
        for at, byte in enumerate(data, offset):
            board.setdefault(at, byte)
        end = offset + len(data) if end < 0 and not more else end
        if end >= 0 and all(at in board for at in range(end)):
            done.append(bytes(board[at] for at in range(end)))
            board, end = {}, -1
    return done


@settings(max_examples=60, deadline=None)
@given(
    cuts=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 40), st.booleans()), min_size=1, max_size=14),
    random=st.randoms(use_true_random=False),
)
def test_any_fragments_give_what_a_byte_by_byte_reassembly_gives(
    cuts: list[tuple[int, int, bool]], random: Random, as_frames: Callable, payloads: Callable
) -> None:
    # Offset 0 and no more is an atomic fragment, which never waits (RFC 6946).
    arriving = [(8 * at, random.randbytes(size), more or not at) for at, size, more in cuts]
    frames = as_frames([any_piece(*one) for one in arriving], RAW)
    done = Fragments().reassemble(decode(frames).fragments, frames, Carriers.of(frames))
    assert (payloads(decode(done.frames).packets) if done else []) == byte_by_byte(arriving)
