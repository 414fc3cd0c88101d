"""Which instructions numpy may use here: on AMD its AVX-512 sort takes four times as long as its AVX2 one.

Zen 4 runs `vpcompress` to memory from microcode, and numpy's AVX-512 sort is made of it. Nothing else of numpy that
Kouan uses gains from AVX-512.
"""

import os
import sys
from pathlib import Path
from typing import Final

VARIABLE: Final = "NPY_DISABLE_CPU_FEATURES"
AVX512: Final = "X86_V4 AVX512_SKX"
"""The feature's name in numpy 2.4, and before; numpy passes over a name that it does not know."""

CPUINFO: Final = Path("/proc/cpuinfo")
FIRST_PROCESSOR: Final = 4096  # bytes that describe it


def prefer_fast_sort(cpuinfo: Path = CPUINFO) -> None:
    """Let numpy leave AVX-512 alone on AMD, before it is imported; what the user has set stays."""
    if "numpy" in sys.modules or VARIABLE in os.environ:
        return
    try:
        with cpuinfo.open("rb") as file:
            about = file.read(FIRST_PROCESSOR)
    except OSError:
        return
    if b"AuthenticAMD" in about and b" avx512f" in about:
        os.environ[VARIABLE] = AVX512
