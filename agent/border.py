"""Which directions of which flows leave the border: geography first, and only for flows that carry payload."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.flows import FlowTable
from geo.locate import Atlas
from geo.place import Jurisdiction, Place
from policies.crossing import MAY_RECEIVE, MAY_SEND

LEAVES: NDArray[np.bool_] = np.zeros((len(Jurisdiction), len(Jurisdiction)), np.bool_)
"""[sender, receiver]: whether payload between these jurisdictions is an export."""

for _sender in MAY_SEND:
    for _receiver in MAY_RECEIVE:
        LEAVES[_sender, _receiver] = True


def senders(places: Sequence[Place]) -> NDArray[np.int64]:
    """The jurisdiction of each place as that of a sender, (places,)."""
    return np.array([place.jurisdiction_as_sender for place in places], np.int64)


def locate_flows(table: FlowTable, flows: NDArray[np.int64], atlas: Atlas) -> NDArray[np.int64]:
    """Locate those of `flows` that carry payload for the first time; returns the ones of which a direction leaves.

    A flow without payload moves no data, so a flood of handshakes costs no look-up.
    """
    new: NDArray[np.int64] = flows[(table.place[flows, 0] < 0) & (table.payload[flows].sum(axis=1) > 0)]
    if not len(new):
        return new
    keys = table.keys.keys.take(new)
    a, b = atlas.locate(keys.a_high, keys.a_low), atlas.locate(keys.b_high, keys.b_low)
    table.place[new, 0], table.place[new, 1] = a.index, b.index
    sender = senders(atlas.places)
    leaves = LEAVES[sender[a.index], b.jurisdiction].astype(np.uint8) | (
        LEAVES[sender[b.index], a.jurisdiction].astype(np.uint8) << 1
    )
    table.leaves[new] = leaves
    leaving: NDArray[np.int64] = new[leaves > 0]
    return leaving
