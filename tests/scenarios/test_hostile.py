"""Damaged captures never break an audit: no exception, no hang, no growth, every frame in one counter."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CAPTURES = ROOT.parent / "shared" / "captures" / "pcap"


def faults(*arguments: str, timeout: int) -> tuple[int, str]:
    """Exit status and last words of the mutation script."""
    command = [sys.executable, str(ROOT / "fuzz" / "mutate.py"), "--workers", "1", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)
    return run.returncode, run.stdout[-2000:] + run.stderr[-2000:]


def test_damaged_captures_of_every_layer_are_audited() -> None:
    status, said = faults("--count", "80", "--seed", "3", "--cli-every", "60", timeout=120)
    assert status == 0, said
    assert said.startswith("80 mutations, 0 faults")


@pytest.mark.slow
@pytest.mark.skipif(not CAPTURES.exists(), reason="the open captures are not beside the checkout")
def test_damaged_open_captures_are_audited() -> None:
    status, said = faults("--count", "400", "--seed", "4", str(CAPTURES), timeout=600)
    assert status == 0, said
