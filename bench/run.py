"""Measure Kouan and its peers on a capture, interleaved, and say what counts.

    python -m bench.run FOLDER/mixed.pcap [--rounds 5] [--planted-only] [--kouan "kouan"]

The capture's folder must hold what `bench.make_captures` wrote beside it. After a round that does not count, CPU-seconds
and peak memory are medians over the rounds; a ratio counts only where both sides found 99.9 % of the values planted in leaving directions.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from bench.measure import Run, run
from bench.peers import Key, Peer, installed, kouan, planted
from bench.values import KINDS

ENOUGH: Final = 0.999


@dataclass(slots=True)
class Score:
    """All rounds of one peer."""

    peer: Peer
    runs: list[Run] = field(default_factory=list)
    found: float | None = None  # least share of the planted values in a round, None where the peer does not look
    failed: str = ""

    @property
    def cpu_seconds(self) -> float:
        """Median over the rounds."""
        return median(one.cpu_seconds for one in self.runs)

    @property
    def peak_bytes(self) -> float:
        """Median over the rounds."""
        return median(one.peak_bytes for one in self.runs)


def measure(score: Score, capture: Path, wanted: set[Key]) -> None:
    """One round of one peer, in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        taken = run(score.peer.command(capture, capture.parent, folder), folder)
        if taken.status not in score.peer.statuses:
            score.failed = f"exit status {taken.status}: {(folder / 'stderr').read_text('utf-8', 'replace')[-300:]}"
            return
        score.runs.append(taken)
        if score.peer.found and wanted:
            share = len(score.peer.found(folder) & wanted) / len(wanted)
            score.found = share if score.found is None else min(score.found, share)


def report(scores: Sequence[Score], missing: Sequence[str]) -> None:
    """Print the table."""
    print(f"{'':10} {'CPU-s':>8} {'peak MB':>8} {'found':>8} {'ratio':>7}")
    first = scores[0]
    for score in scores:
        if score.failed or not score.runs:
            print(f"{score.peer.name:10} failed: {score.failed}")
            continue
        found = "-" if score.found is None else f"{score.found:.2%}"
        ratio = "" if score is first or not first.runs else _ratio(first, score)
        print(f"{score.peer.name:10} {score.cpu_seconds:8.2f} {score.peak_bytes / 1e6:8.0f} {found:>8} {ratio}")
    for name in missing:
        print(f"{name:10} not installed, skipped")


def _ratio(first: Score, other: Score) -> str:
    ratio = f"{other.cpu_seconds / first.cpu_seconds:6.1f}x"
    counts = all(share is None or share >= ENOUGH for share in (first.found, other.found))
    return ratio if counts else f"{ratio} does not count: too few planted values found"


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("capture", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kouan", default="kouan", help="the command to measure")
    parser.add_argument("--planted-only", action="store_true", help="rules for the planted kinds only")
    options = parser.parse_args()
    peers, missing = installed(sorted(KINDS) if options.planted_only else ())
    scores = [Score(peer) for peer in (kouan(options.kouan), *peers)]
    wanted = planted(options.capture)
    for number in range(options.rounds + 1):
        for score in scores:
            if not score.failed:
                measure(score, options.capture, wanted)
                if not number:  # the first one fills the page cache and Python's
                    score.runs.clear()
    report(scores, missing)


if __name__ == "__main__":
    main()
