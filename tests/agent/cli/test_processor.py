"""numpy is told what is slow here, and only where the user said nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli.processor import AVX512, FEATURES, THREADS, prepare_numpy

AMD = "vendor_id\t: AuthenticAMD\nflags\t\t: fpu avx2 avx512f avx512bw\n"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """What a processor's description makes of the variables, given what the user had set."""

    def tell(about: str | None, **before: str) -> tuple[str | None, str | None]:
        cpuinfo = tmp_path / "cpuinfo"
        if about is not None:
            cpuinfo.write_text(about, "ascii")
        environment = {name: value for name, value in os.environ.items() if name not in {FEATURES, THREADS}}
        monkeypatch.setattr(os, "environ", environment | before)
        monkeypatch.delitem(sys.modules, "numpy", raising=False)
        prepare_numpy(cpuinfo)
        return os.environ.get(FEATURES), os.environ.get(THREADS)

    return tell


def test_amd_with_avx_512_sorts_with_avx2(told) -> None:
    assert told(AMD) == (AVX512, "1")


@pytest.mark.parametrize("about", [AMD.replace(" avx512f", ""), AMD.replace("AuthenticAMD", "GenuineIntel"), "", None])
def test_other_processors_keep_their_instructions(told, about: str | None) -> None:
    assert told(about) == (None, "1")


def test_what_the_user_set_stays(told) -> None:
    assert told(AMD, **{FEATURES: "X86_V3", THREADS: "8"}) == ("X86_V3", "8")


def test_once_numpy_is_loaded_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {})
    prepare_numpy()
    assert os.environ == {}


def test_numpy_says_nothing_to_it() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import numpy"], env={**os.environ, FEATURES: AVX512}, capture_output=True, check=True
    )
    assert said.stdout + said.stderr == b""
