"""Compare what `kouan parts` reads with the files a reference dissector exported from the same captures.

The folder holds `truth.jsonl`, one line a capture: `file`, its path within the folder, and `objects`, a list of
`{proto, name, len, sha256}`. An object is read where a part of its capture has the same SHA-256. Where the reference
is known to be wrong (`object_differences.tsv` says why), an object that is not read counts neither way. Exit status 1
where fewer than `--min` of the others are read.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

DIFFERENCES: Final = Path(__file__).with_name("object_differences.tsv")
DIGITS: Final = 12
NAME_CHARACTERS: Final = 80
EMPTY: Final = sha256().hexdigest()
"""A body of no bytes holds nothing that could be read."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One object of the reference."""

    capture: Path
    protocol: str
    name: str
    size: int
    sha256: str


def main() -> int:
    """Print recall by protocol and every object that was not read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("captures", type=Path, help="the folder with truth.jsonl")
    parser.add_argument("--min", type=float, default=0.0, help="the least share that is accepted, 0 to 1")
    parser.add_argument("--protocol", action="append", default=[], help="only objects of this protocol; repeatable")
    parser.add_argument("--command", default="kouan", help="how kouan is called")
    asked = parser.parse_args()
    objects = [one for one in exported(asked.captures) if not asked.protocol or one.protocol in asked.protocol]
    if not objects:
        print(f"{asked.captures}: no objects to compare with", file=sys.stderr)
        return 2
    seen = read(asked.command.split(), sorted({one.capture for one in objects}))
    misses = [one for one in objects if (str(one.capture), one.sha256) not in seen]
    reasons = differences()
    for line in report(objects, misses, reasons):
        print(line)
    explained = sum(one.sha256[:DIGITS] in reasons for one in misses)
    share = (len(objects) - len(misses)) / max(len(objects) - explained, 1)
    print(f"{share:.3f}, at least {asked.min:.3f}: {'held' if share >= asked.min else 'MISSED'}")
    return int(share < asked.min)


def exported(folder: Path) -> Iterator[Exported]:
    """The reference's objects, but for empty ones."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            truth: dict[str, Any] = json.loads(line)
            for found in truth.get("objects", ()):
                if found["sha256"] != EMPTY:
                    path = folder / truth["file"]
                    yield Exported(path, found["proto"], found["name"], found["len"], found["sha256"])


def read(command: Sequence[str], captures: Sequence[Path]) -> set[tuple[str, str]]:
    """Capture and digest of every part of the captures."""
    run = subprocess.Popen([*command, "parts", "--json", *map(str, captures)], stdout=subprocess.PIPE, text=True)
    with run:
        assert run.stdout is not None
        parts = map(json.loads, run.stdout)
        return {(part["capture"], part["sha256"]) for part in parts}


def differences() -> dict[str, str]:
    """Why the reference is wrong, by the first digits of an object's digest."""
    lines = DIFFERENCES.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if not line.startswith("#"))


def report(objects: Sequence[Exported], misses: Sequence[Exported], reasons: Mapping[str, str]) -> Iterator[str]:
    """The misses one by one, then the figures."""
    for one in misses:
        digits = one.sha256[:DIGITS]
        yield f"{one.protocol:<8} {one.size:>9}  {digits}  {one.capture.name}  {one.name[:NAME_CHARACTERS]!r}"
        if digits in reasons:
            yield f"         the reference is wrong: {reasons[digits]}"
    total = Counter(one.protocol for one in objects)
    missed = Counter(one.protocol for one in misses)
    for protocol, count in sorted(total.items()):
        found = count - missed[protocol]
        yield f"{protocol:<8} {found} of {count} ({found / count:.3f})"
    explained = sum(one.sha256[:DIGITS] in reasons for one in misses)
    yield f"all      {len(objects) - len(misses)} of {len(objects)}; of the rest the reference is wrong in {explained}"


if __name__ == "__main__":
    sys.exit(main())
