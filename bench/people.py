"""What counting a million people costs: bytes of database and people a second, and memory where one transfer has all.

    python -m bench.people [--people 1000000] [--each 5000]

The people are digests of numbers; nobody's data is needed. First they come in transfers of `--each` people, as an audit
writes them down; then again, which must change nothing; then all of them are added up within one transfer.
"""

import argparse
import hashlib
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from agent.tallies import Tallies
from geo.place import Jurisdiction, Place
from policies.census import Counted, census
from policies.classify import Classifier
from policies.finding import Finding
from policies.groups import Groups
from policies.transfer import Transfer
from policies.verdict import Verdict
from reports.incident import CaptureRecord, Coverage, Evidence, JudgedTransfer, RunRecord
from reports.ledger import Ledger
from reports.recorder import Recorder

KIND = "cn.resident_id"
CLASSES = ("pi.ordinary.identity",)
BEGIN_NS = 1_780_000_000_000_000_000
HOME = Place("CN", "CN", Jurisdiction.MAINLAND, "high", "bench", "10.0.0.0/8")
AWAY = Place("SG", "SG", Jurisdiction.OUTSIDE, "high", "bench", "192.0.2.0/24")
RUN = RunRecord(BEGIN_NS, "bench", "", "bench", "0" * 64, "2026-01-01", (), (), "0" * 16)
CAPTURE = CaptureRecord("f" * 64, "bench.pcap", 1, BEGIN_NS, BEGIN_NS + 1, Coverage(1, 1, {}, {}))


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=5_000, help="people of one transfer")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kouan-") as folder:
        _ledger(Path(folder) / "people.db", asked.people, asked.each)
    _one_transfer(asked.people)


def _ledger(database: Path, people: int, each: int) -> None:
    first = _write(database, people, each)
    size = database.stat().st_size
    again = _write(database, people, each)
    begun = time.perf_counter()
    ledger = Ledger.open([database])
    heads = ledger.heads(ledger.scopes(2026))
    print(f"counted:     {heads.estimate:,} people in {time.perf_counter() - begun:.2f} s")
    print(f"database:    {size / 1e6:.1f} MB, {size / people:.1f} bytes a person")
    print(f"entered:     {people / first:,.0f} people/s, {people / again:,.0f} where they are known already")
    ledger.close()


def _write(database: Path, people: int, each: int) -> float:
    taken = 0.0
    with Recorder.open(database) as recorder:
        run = recorder.begin(RUN)
        for at in range(0, people, each):
            judged = _judged(at, min(each, people - at))
            begun = time.perf_counter()
            recorder.record(run, CAPTURE, [judged], (), last=at + each >= people)
            taken += time.perf_counter() - begun
        begun = time.perf_counter()
        recorder.finish(run)
    return taken + time.perf_counter() - begun


def _judged(at: int, count: int) -> JudgedTransfer:
    digests = b"".join(sorted(_digest(number) for number in range(at, at + count)))
    counted = Counted(KIND, CLASSES, digests, bytes(count), Groups(1, 1, 1))
    time_ns = BEGIN_NS + at * 1_000_000
    transfer = Transfer("tcp", "10.0.0.1", 1, "192.0.2.1", 2, "10.0.0.1", "192.0.2.1", time_ns, time_ns, 1, HOME, AWAY)
    verdict = Verdict("incident", ("bench",), "high", day="2026-06-01")
    return JudgedTransfer(f"{at:032x}", transfer, verdict, Evidence("f" * 64, "bench.pcap", (), 1, 1, ()), (counted,))


def _one_transfer(people: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tallies = Tallies(
        census((KIND, "cn.mobile"), 0.8, Classifier({KIND: CLASSES[0], "cn.mobile": CLASSES[0]}, (), 0.5))
    )
    begun = time.perf_counter()
    for finding in _findings(people):
        tallies.add(finding, 1)
    lines = tallies.lines(0.5)
    held = sum(map(len, tallies.people()))
    taken = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"in one transfer: {lines[0].count:,} people by {held:,} identifiers, {people / taken:,.0f} people/s")
    print(f"memory:      {most / 1024:.0f} MiB at most, {before / 1024:.0f} before")


def _findings(people: int) -> Iterator[Finding]:
    """A table with two identifiers a row."""
    for number in range(people):
        for kind, word in ((KIND, number), ("cn.mobile", -number)):
            yield Finding(0, 0, "bench", kind, 0, 1, "*", _digest(word), 0.9, number)


def _digest(number: int) -> bytes:
    return hashlib.blake2b(number.to_bytes(8, "big", signed=True), digest_size=16).digest()


if __name__ == "__main__":
    main()
