"""What is measured: Kouan and the peers, each as the command that reads a capture and what its answer says."""

import json
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from bench import suricata

Key = tuple[frozenset[tuple[str, int]], str, str]
"""Ends of a flow, "sent" or "received" seen from its client, and a detector's id."""

POLICY: Final = '{"extends": ["inventory"]}\n'


@dataclass(frozen=True, slots=True)
class Peer:
    """A program to measure."""

    name: str
    command: Callable[[Path, Path, Path], list[str]]  # (capture, geography's folder, folder to write to)
    statuses: tuple[int, ...] = (0,)  # exit statuses of a run that did its work
    found: Callable[[Path], set[Key]] | None = None  # what it found, read from the folder it wrote to


def kouan(program: str) -> Peer:
    """The product, every detector on, its record written and its findings printed."""

    def command(capture: Path, geo: Path, folder: Path) -> list[str]:
        (folder / "policy.yaml").write_text(POLICY, "ascii")
        options = ["--json", "--policy", str(folder / "policy.yaml"), "--db", str(folder / "kouan.db")]
        return [*program.split(), "audit", str(capture), *options, "--geo", str(geo / "geo.csv")]

    return Peer("kouan", command, (0, 1), _kouan_found)


def _kouan_found(folder: Path) -> set[Key]:
    keys: set[Key] = set()
    with (folder / "stdout").open(encoding="utf-8") as lines:
        for transfer in map(json.loads, lines):
            sides = (transfer["sender"], transfer["sender_port"]), (transfer["receiver"], transfer["receiver_port"])
            direction = "sent" if transfer["sender"] == transfer["client"] else "received"
            keys |= {(_ends(sides), direction, finding["detector"]) for finding in transfer["findings"]}
    return keys


def _suricata(kinds: Collection[str]) -> Peer:
    def command(capture: Path, geo: Path, folder: Path) -> list[str]:
        return [*suricata.configure(folder, geo / "geo.mmdb", kinds), "-r", str(capture)]

    return Peer("suricata", command, found=_suricata_found)


def _suricata_found(folder: Path) -> set[Key]:
    return {(_ends(ends), direction, kind) for ends, direction, kind in suricata.alerts(folder)}


def _ends(ends: Any) -> frozenset[tuple[str, int]]:
    return frozenset((str(ip_address(address)), int(port)) for address, port in ends)


def planted(capture: Path) -> set[Key]:
    """What is planted in leaving directions of a capture made by `bench.make_captures`."""
    entries = json.loads(capture.with_suffix(".json").read_text("ascii"))
    return {
        (
            _ends(((one["client"], one["client_port"]), (one["server"], one["server_port"]))),
            one["direction"],
            one["kind"],
        )
        for one in entries
        if one["leaving"]
    }


def installed(kinds: Collection[str]) -> tuple[list[Peer], list[str]]:
    """The peers on this machine, and the names of those that are missing.

    Args:
        kinds: ids of the detectors whose patterns Suricata looks for; none for all.
    """
    tshark = Peer("tshark", lambda capture, _geo, _folder: ["tshark", "-n", "-q", "-r", str(capture), "-z", "conv,tcp"])
    peers = (_suricata(kinds), tshark)
    here = [peer for peer in peers if shutil.which(peer.name)]
    return here, [peer.name for peer in peers if peer not in here]
