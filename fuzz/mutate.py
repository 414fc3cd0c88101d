"""Damage captures on purpose and audit them: no exception, no hang, no growth, and every frame in one counter.

    python fuzz/mutate.py --count 5000 --seed 1 [FOLDER...]

Each mutation is made from its own number, so that `--only NUMBER` makes exactly that one again. Without folders,
small captures are made on the spot. Exit status 0 when nothing was found, else 1.
"""

import argparse
import gc
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from random import Random

from click.testing import CliRunner
from seeds import captures, folder_captures

from agent.capture.source import CaptureUnreadable, open_capture
from agent.cli import main as kouan
from agent.pipeline import Auditor, Batch, audit
from geo.load import open_atlas
from policies.inspection import Inspector
from policies.load import load_policy
from reports.identity import opens_incident

LIES = (0, 1, 7, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)
CLEAN, INCIDENTS, UNREADABLE = 0, 1, 3
POLICY = "inventory"
WARM_UP = 40
SECONDS_EACH = 20
GROWTH_BYTES = 150 << 20
CHUNKS = (4096, 1 << 20)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mutation; `fault` is empty when all is as it should be."""

    number: int
    name: str
    fault: str = ""
    seconds: float = 0.0


class Hang(Exception):
    """A mutation took longer than it may."""


def flip(data: bytearray, random: Random) -> None:
    """Turn some bits round."""
    for _ in range(random.choice((1, 4, 32, 256))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def truncate(data: bytearray, random: Random) -> None:
    """Lose the end."""
    del data[random.randrange(len(data)) :]


def lie(data: bytearray, random: Random) -> None:
    """Overwrite what may be lengths."""
    for _ in range(random.choice((1, 3, 12))):
        size = random.choice((1, 2, 4))
        at = random.randrange(max(len(data) - size, 1))
        number = random.choice(LIES) & (1 << 8 * size) - 1
        data[at : at + size] = number.to_bytes(size, random.choice(("big", "little")))


def repeat(data: bytearray, random: Random) -> None:
    """Say a stretch again somewhere else."""
    at, to, size = random.randrange(len(data)), random.randrange(len(data)), random.choice((1, 16, 300, 5000))
    data[to:to] = data[at : at + size]


def cut_out(data: bytearray, random: Random) -> None:
    """Lose a stretch in the middle."""
    at = random.randrange(len(data))
    del data[at : at + random.choice((1, 4, 60, 2000))]


MUTATIONS: tuple[Callable[[bytearray, Random], None], ...] = (flip, truncate, lie, lie, repeat, cut_out)


def mutated(data: bytes, random: Random) -> bytes:
    """The bytes after one to three mutations."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 3)):
        if changed:
            random.choice(MUTATIONS)(changed, random)
    return bytes(changed)


class Worker:
    """Audits mutations in one process, within limits."""

    def __init__(self, seeds: Mapping[str, bytes], seed: int, limit_bytes: int) -> None:
        """Load what an audit needs, then shut the limit."""
        self._seeds, self._seed, self._done, self._base = seeds, seed, 0, 0
        self._names = sorted(seeds)
        atlas, day = open_atlas([]), date(2026, 1, 1)
        inspector = Inspector(b"k" * 32, None, until=day)
        self._auditor = Auditor(load_policy([POLICY]), inspector, lambda _: atlas, every=True)
        self._folder = tempfile.mkdtemp(prefix="mutations-")
        resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
        signal.signal(signal.SIGALRM, _hang)

    def run(self, number: int, *, through_cli: bool) -> Outcome:
        """Make one mutation and look for what must not happen."""
        random = Random(f"{self._seed} {number}")
        name = random.choice(self._names)
        path = os.path.join(self._folder, "capture")
        Path(path).write_bytes(mutated(self._seeds[name], random))
        began = time.monotonic()
        signal.alarm(SECONDS_EACH)
        try:
            fault = self._fault(path, random.choice(CHUNKS), through_cli=through_cli)
        except Exception:
            fault = traceback.format_exc()
        finally:
            signal.alarm(0)
        return Outcome(number, name, fault or self._growth(), time.monotonic() - began)

    def _fault(self, path: str, chunk_bytes: int, *, through_cli: bool) -> str:
        status = UNREADABLE
        try:
            with open_capture(path, chunk_bytes) as capture:
                batches = list(audit(capture, self._auditor))
            fault, status = _balance(batches[-1]), _status(batches)
        except CaptureUnreadable:
            fault = ""
        return fault or (self._through_cli(path, status) if through_cli else "")

    def _through_cli(self, path: str, status: int) -> str:
        database = os.path.join(self._folder, "kouan.db")
        result = CliRunner().invoke(kouan, ["audit", path, "--policy", POLICY, "--db", database, "--json"])
        if result.exception and not isinstance(result.exception, SystemExit):
            return "".join(traceback.format_exception(result.exception))
        return "" if result.exit_code == status else f"exit status {result.exit_code}, expected {status}"

    def _growth(self) -> str:
        """Whether memory grew since the warm-up."""
        self._done += 1
        if self._done < WARM_UP:
            return ""
        gc.collect()
        resident = int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
        self._base = self._base or resident
        grown = resident - self._base
        return f"grew by {grown >> 20} MB in {self._done} audits" if grown > GROWTH_BYTES else ""


def _hang(_number: int, _frame: object) -> None:
    raise Hang(f"more than {SECONDS_EACH} s")


def _balance(batch: Batch) -> str:
    """Whether every frame ended in exactly one counter."""
    coverage = batch.capture.coverage
    counts = [coverage.decoded, *coverage.unread.values()]
    if sum(counts) == coverage.frames and min(counts) >= 0 and min(coverage.bytes.values(), default=0) >= 0:
        return ""
    return f"{coverage.frames} frames, {coverage.decoded} decoded, unread {coverage.unread}, bytes {coverage.bytes}"


def _status(batches: list[Batch]) -> int:
    """The exit status the contract asks for."""
    if batches[-1].capture.coverage.damage:
        return UNREADABLE
    found = any(opens_incident(judged.verdict) for batch in batches for judged in batch.transfers)
    return INCIDENTS if found else CLEAN


_workers: list[Worker] = []
"""The one of this process."""


def _begin(seeds: Mapping[str, bytes], seed: int, limit_bytes: int) -> None:
    _workers.append(Worker(seeds, seed, limit_bytes))


def _run(task: tuple[int, bool]) -> Outcome:
    return _workers[0].run(task[0], through_cli=task[1])


def outcomes(arguments: argparse.Namespace) -> Iterator[Outcome]:
    """All mutations, as they are done."""
    seeds = {k: v for folder in arguments.folders for k, v in folder_captures(folder).items()} or captures()
    numbers = [arguments.only] if arguments.only is not None else range(arguments.count)
    tasks = [(number, number % arguments.cli_every == 0) for number in numbers]
    settings = (seeds, arguments.seed, arguments.limit_mb << 20)
    with ProcessPoolExecutor(arguments.workers, get_context("spawn"), _begin, settings) as pool:
        yield from pool.map(_run, tasks, chunksize=10)


def main() -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="captures to damage")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="just this mutation")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--limit-mb", type=int, default=2048, help="address space of a worker")
    parser.add_argument("--cli-every", type=int, default=50, help="every n-th goes through the command line too")
    done = list(outcomes(parser.parse_args()))
    faults = [outcome for outcome in done if outcome.fault]
    for outcome in faults:
        print(f"mutation {outcome.number} of {outcome.name}: {outcome.fault}")
    slowest = max(done, key=lambda outcome: outcome.seconds)
    print(f"{len(done)} mutations, {len(faults)} faults; the slowest, {slowest.number}, took {slowest.seconds:.1f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
