"""The walk agrees with maxminddb, whatever the width of a record and the address family."""

import io
import ipaddress
from collections.abc import Callable
from pathlib import Path

import maxminddb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.addresses import MAPPED, address_of, columns, words
from geo.tree import Tree, root_of_ipv4, sample, unpack

MMDB = Path(__file__).parents[3] / "shared" / "captures" / "mmdb" / "test-data"
READABLE = sorted(
    path
    for path in MMDB.glob("*.mmdb")
    if "Broken" not in path.name and "broken" not in path.name and "Invalid" not in path.name
)


def opened(content: bytes) -> tuple[Tree, maxminddb.Reader]:
    reader = maxminddb.open_database(io.BytesIO(content), maxminddb.MODE_FD)
    metadata = reader.metadata()
    records = unpack(np.frombuffer(content, np.uint8), metadata.node_count, metadata.record_size)
    root = root_of_ipv4(records, metadata.node_count, metadata.ip_version)
    return Tree(records, metadata.node_count, root, ipv6=metadata.ip_version == 6), reader


def disagreements(content: bytes, addresses: list[str]) -> list[str]:
    """Addresses that a walk and the reader see in different records, by the decoded value, or under other prefixes."""
    tree, reader = opened(content)
    addresses = [address for address in addresses if tree.ipv6 or ":" not in address]
    values = tree.find(*columns(addresses)).tolist()
    plain = [address_of(*words(ipaddress.ip_address(address))) for address in addresses]
    answers, lengths = zip(*map(reader.get_with_prefix_len, plain), strict=True) if plain else ((), ())
    by_value: dict[int, object] = {0: None}
    return [
        address
        for address, one, value, answer, length in zip(addresses, plain, values, answers, lengths, strict=True)
        if by_value.setdefault(value, answer) != answer
        or (value == 0) != (answer is None)
        or tree.reach(one) != (value, length)
    ]


prefixes4 = st.builds(
    lambda address, length: f"{address_of(0, MAPPED | (address >> 32 - length << 32 - length))}/{length}",
    st.integers(0, 2**32 - 1),
    st.integers(1, 32),
)
prefixes6 = st.builds(
    lambda address, length: f"{address_of(address >> 64, address & 2**64 - 1)}/{length}",
    st.integers(0x20, 0x3F).map(lambda top: top << 120),
    st.integers(8, 128),
)
addresses4 = st.integers(0, 2**32 - 1).map(lambda number: str(address_of(0, MAPPED | number)))
addresses6 = st.integers(0x20 << 120, 0x40 << 120).map(lambda number: str(address_of(number >> 64, number & 2**64 - 1)))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from([24, 28, 32]), st.sampled_from([4, 6]))
def test_the_walk_finds_the_record_maxminddb_finds(
    write_mmdb: Callable[..., bytes], data: st.DataObject, record_size: int, ip_version: int
) -> None:
    prefixes = data.draw(
        st.lists(prefixes4 if ip_version == 4 else st.one_of(prefixes4, prefixes6), min_size=1, max_size=20)
    )
    networks = {
        prefix: {"country": {"iso_code": f"{chr(65 + i)}A"}} for i, prefix in enumerate(dict.fromkeys(prefixes))
    }
    inside = [prefix.split("/")[0] for prefix in networks]
    addresses = data.draw(st.lists(st.one_of(addresses4, addresses6), max_size=30))
    content = write_mmdb(networks, record_size=record_size, ip_version=ip_version)
    assert disagreements(content, inside + addresses) == []


@pytest.mark.skipif(not READABLE, reason="MaxMind's test databases are not beside the project")
@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_the_walk_is_exact_on_maxminds_own_test_databases(path: Path) -> None:
    content = path.read_bytes()
    tree, _ = opened(content)
    inside = [
        address_of(high, low + offset) for high, low in sample(tree, 300) for offset in range(3) if low + offset < 2**64
    ]
    rng = np.random.default_rng(7)
    outside = [address_of(0, MAPPED | int(number)) for number in rng.integers(0, 2**32, 500)]
    assert disagreements(content, [str(address) for address in inside + outside]) == []
    assert len(inside) > 0


def test_the_embedded_database_is_walked_exactly() -> None:
    content = (Path(__file__).parents[2] / "geo" / "data" / "kouan-country.mmdb").read_bytes()
    rng = np.random.default_rng(11)
    four = [str(address_of(0, MAPPED | int(number))) for number in rng.integers(0, 2**32, 3000)]
    six = [str(address_of(int(high), int(low))) for high, low in rng.integers(0x2000 << 48, 0x2FFF << 48, (2000, 2))]
    assert disagreements(content, four + six) == []


@pytest.mark.parametrize(
    ("record_size", "node", "records"),
    [
        (24, "123456 789abc", [0x123456, 0x789ABC]),
        (28, "234567 18 9abcde", [0x1234567, 0x89ABCDE]),
        (32, "12345678 9abcdef0", [0x12345678, 0x9ABCDEF0]),
    ],
)
def test_a_node_of_every_width_is_unpacked(record_size: int, node: str, records: list[int]) -> None:
    raw = np.frombuffer(bytes.fromhex(node) * 3, np.uint8)
    assert unpack(raw, 3, record_size).tolist() == records * 3


def test_a_tree_with_a_circle_ends_and_knows_nothing() -> None:
    circle = Tree(np.zeros(2, np.uint32), 1, root4=0)
    values = circle.find(*columns(["1.2.3.4", "2400::1", "255.255.255.255"]))
    assert values.tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="circle"):
        circle.reach(ipaddress.ip_address("1.2.3.4"))


def test_a_circle_yields_no_sample() -> None:
    assert sample(Tree(np.zeros(2, np.uint32), 1, root4=0), 10) == []


def test_a_leaf_for_a_root_answers_every_ipv4_address() -> None:
    tree = Tree(np.array([3, 1], np.uint32), 1, root4=3)
    assert tree.find(*columns(["0.0.0.0", "255.255.255.255"])).tolist() == [2, 2]


def test_an_ipv4_tree_knows_no_ipv6_address() -> None:
    tree = Tree(np.array([2, 2], np.uint32), 1, root4=0, ipv6=False)
    assert tree.find(*columns(["1.2.3.4", "2400::1"])).tolist() == [1, 0]
