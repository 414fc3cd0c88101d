"""Flow columns of the captures: who talks to whom, when, over what."""

import ipaddress
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

INSIDE: Final = (("58.32.0.0/13", "CN"), ("166.111.0.0/16", "CN"), ("162.105.0.0/16", "CN"), ("2001:da8::/32", "CN"))
OUTSIDE: Final = (
    ("132.239.0.0/16", "US"),
    ("129.187.0.0/16", "DE"),
    ("130.69.0.0/16", "JP"),
    ("2607:f720::/32", "US"),
    ("2001:4ca0::/32", "DE"),
)
NETWORKS: Final = INSIDE + OUTSIDE

DNS, HTTP, TLS, BULK, DATABASE, GZIP = range(6)
SERVER_PORTS: Final = (53, 80, 443, 9000, 5432, 80)
WAYS: Final = ((True, True), (True, False), (False, True), (False, False))
"""Whether client and server are inside."""
IPV6_SHARE: Final = 0.06
VLAN_SHARE: Final = 0.05
DISORDER_SHARE: Final = 0.20


@dataclass(frozen=True, slots=True)
class Mix:
    """What a capture is made of."""

    batch_flows: int
    shares: tuple[int, ...]  # of the kinds
    way_shares: tuple[float, ...]


MIXES: Final = {
    "mixed": Mix(5_000, (17, 18, 13, 2), (0.80, 0.10, 0.05, 0.05)),
    "database": Mix(30, (0, 0, 0, 0, 1), (0.10, 0.10, 0.80, 0.00)),
    "gzip": Mix(30, (0, 0, 0, 0, 0, 1), (0.10, 0.45, 0.45, 0.00)),
}


@dataclass(slots=True)
class Flows:
    """Columns of one batch of flows; index 0 of a pair is the client, 1 the server."""

    kind: NDArray[np.int64]  # (n,)
    inside: NDArray[np.bool_]  # (n, 2)
    v6: NDArray[np.bool_]  # (n,)
    vlan: NDArray[np.bool_]  # (n,)
    disorder: NDArray[np.bool_]  # (n,)
    address: NDArray[np.uint8]  # (n, 2, 16), an IPv4 address in the first four bytes
    port: NDArray[np.int64]  # (n, 2)
    sequence: NDArray[np.int64]  # (n, 2) initial sequence numbers
    start_ns: NDArray[np.int64]  # (n,)

    def __len__(self) -> int:
        return len(self.kind)

    def text(self, flow: int, end: int) -> str:
        """An end's address as text."""
        packed = self.address[flow, end].tobytes()
        return str(ipaddress.ip_address(packed if self.v6[flow] else packed[:4]))


def make_flows(dice: np.random.Generator, mix: Mix, begin_ns: int, span_ns: int) -> Flows:
    """A batch of flows in the shares of a mix, beginning within `span_ns`."""
    counts = [mix.batch_flows * share // sum(mix.shares) for share in mix.shares]
    kind = dice.permutation(np.repeat(np.arange(len(counts)), counts))
    count = len(kind)
    inside = np.array(WAYS)[dice.choice(len(WAYS), count, p=mix.way_shares)]
    v6 = dice.random(count) < IPV6_SHARE
    port = np.stack([dice.integers(1024, 65536, count), np.array(SERVER_PORTS)[kind]], axis=1)
    return Flows(
        kind=kind,
        inside=inside,
        v6=v6,
        vlan=dice.random(count) < VLAN_SHARE,
        disorder=dice.random(count) < DISORDER_SHARE,
        address=np.stack([_addresses(dice, inside[:, end], v6) for end in (0, 1)], axis=1),
        port=port,
        sequence=dice.integers(0, 2**32, (count, 2)),
        start_ns=np.sort(begin_ns + dice.integers(0, span_ns, count)),
    )


def _addresses(dice: np.random.Generator, inside: NDArray[np.bool_], v6: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """(n, 16) random hosts of the networks: few enough to be met again."""
    rows = dice.integers(0, 256, (len(inside), 16), dtype=np.uint8)
    for wanted, networks in ((True, INSIDE), (False, OUTSIDE)):
        for six in (True, False):
            here = np.flatnonzero((inside == wanted) & (v6 == six))
            choices = [ipaddress.ip_network(net) for net, _ in networks if (":" in net) == six]
            chosen = dice.integers(0, len(choices), len(here))
            for number, network in enumerate(choices):
                prefix = network.network_address.packed[: 2 if not six else 4]
                rows[here[chosen == number], : len(prefix)] = np.frombuffer(prefix, np.uint8)
    rows[v6, 4:15] = 0
    rows[~v6, 2] %= 32
    return rows


def geo_csv() -> str:
    """The networks as an RFC 8805 file."""
    return "".join(f"{network},{country},,,\n" for network, country in NETWORKS)
