"""Generate the captures of the benchmark, the same bytes for the same seed.

    python -m bench.make_captures FOLDER [--scale 1] [--database | --gzip | --flood] [--seed 1]

Writes `mixed.pcap` (with --scale 4 `mixed4.pcap`, the same traffic for four times as long) and the values planted in it
as `mixed.json`; with --database, --gzip or --flood the capture of that name instead; and always the geography of all as
`geo.csv` (RFC 8805) and `geo.mmdb`.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.flood import flood
from bench.flows import MIXES, NETWORKS, Flows, Mix, geo_csv, make_flows
from bench.payloads import Speaker
from bench.segments import packets_of
from bench.wire import FILE_HEADER, frames_of

BEGIN_NS: Final = 1_767_225_600 * 10**9
BATCH_NS: Final = 30 * 10**9
BATCHES: Final = 10


def talk(mix: Mix, seed: int, scale: int, planted: list[dict[str, Any]]) -> Iterator[bytes]:
    """Records of a capture of conversations, a batch of flows at a time; what is planted is added to `planted`."""
    dice = np.random.default_rng(seed)
    speaker = Speaker(random.Random(seed))
    for batch in range(BATCHES * scale):
        flows = make_flows(dice, mix, BEGIN_NS + batch * BATCH_NS, BATCH_NS)
        messages = []
        for flow, kind in enumerate(flows.kind.tolist()):
            messages += [(flow, direction, piece) for direction, piece in speaker.say(kind)]
            planted += [_entry(flows, flow, one.direction, one.kind, one.value) for one in speaker.planted]
        owner, direction = (np.array([message[column] for message in messages], np.int64) for column in (0, 1))
        size = np.array([len(message[2]) for message in messages], np.int64)
        packets = packets_of(flows, owner, direction, size, dice)
        yield frames_of(packets, flows, b"".join(message[2] for message in messages))


def _entry(flows: Flows, flow: int, direction: int, kind: str, value: str) -> dict[str, Any]:
    sender, receiver = flows.inside[flow, direction], flows.inside[flow, 1 - direction]
    return {
        "client": flows.text(flow, 0),
        "client_port": int(flows.port[flow, 0]),
        "server": flows.text(flow, 1),
        "server_port": int(flows.port[flow, 1]),
        "direction": ("sent", "received")[direction],
        "leaving": bool(sender and not receiver),
        "kind": kind,
        "value": value,
    }


def write_geo(folder: Path) -> None:
    """The networks for Kouan, and for peers that read MaxMind's format."""
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet

    (folder / "geo.csv").write_text(geo_csv(), "ascii")
    writer = MMDBWriter(6, "GeoLite2-Country", languages=["en"], ipv4_compatible=True)
    for network, country in NETWORKS:
        writer.insert_network(IPSet([network]), {"country": {"iso_code": country}})
    writer.to_db_file(str(folder / "geo.mmdb"))


def main() -> None:
    """Write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--database", action="store_const", dest="name", const="database", default="mixed")
    parser.add_argument("--gzip", action="store_const", dest="name", const="gzip")
    parser.add_argument("--flood", action="store_const", dest="name", const="flood")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    write_geo(options.folder)
    planted: list[dict[str, Any]] = []
    if options.name == "flood":
        records = flood(options.seed, BEGIN_NS)
    else:
        records = talk(MIXES[options.name], options.seed, options.scale, planted)
    name = options.name if options.scale == 1 or options.name == "flood" else f"{options.name}{options.scale}"
    with (options.folder / f"{name}.pcap").open("wb") as file:
        file.write(FILE_HEADER)
        file.writelines(records)
    (options.folder / f"{name}.json").write_text(json.dumps(planted, indent=0), "ascii")


if __name__ == "__main__":
    main()
