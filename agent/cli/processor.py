"""What numpy should leave alone here, told before it is imported; what the user has set stays.

1. Its BLAS starts a thread a core, which spins for a while. Kouan multiplies no matrices.
2. On AMD its AVX-512 sort takes four times as long as its AVX2 one: Zen 4 runs `vpcompress` to memory, which that sort
is made of, from microcode. Nothing else of numpy that Kouan uses gains from AVX-512.
"""

import os
import sys
from pathlib import Path
from typing import Final

THREADS: Final = "OPENBLAS_NUM_THREADS"
FEATURES: Final = "NPY_DISABLE_CPU_FEATURES"
AVX512: Final = "X86_V4 AVX512_SKX"
"""The feature's name in numpy 2.4, and before; numpy passes over a name that it does not know."""

CPUINFO: Final = Path("/proc/cpuinfo")
FIRST_PROCESSOR: Final = 4096  # bytes that describe it


def prepare_numpy(cpuinfo: Path = CPUINFO) -> None:
    """Set the variables that numpy reads when it is imported."""
    if "numpy" in sys.modules:
        return
    os.environ.setdefault(THREADS, "1")
    if FEATURES not in os.environ and _sorts_slowly(cpuinfo):
        os.environ[FEATURES] = AVX512


def _sorts_slowly(cpuinfo: Path) -> bool:
    try:
        with cpuinfo.open("rb") as file:
            about = file.read(FIRST_PROCESSOR)
    except OSError:
        return False
    return b"AuthenticAMD" in about and b" avx512f" in about
