"""numpy is told of its slow sort only where it is slow, and only where the user said nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli.processor import AVX512, VARIABLE, prefer_fast_sort


def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: str, before: str | None = None) -> str | None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(about, "ascii")
    monkeypatch.delitem(sys.modules, "numpy", raising=False)
    monkeypatch.delenv(VARIABLE, raising=False)
    if before is not None:
        monkeypatch.setenv(VARIABLE, before)
    prefer_fast_sort(cpuinfo)
    after = os.environ.pop(VARIABLE, None)
    if before is not None:
        os.environ[VARIABLE] = before
    return after


AMD = "vendor_id\t: AuthenticAMD\nflags\t\t: fpu avx2 avx512f avx512bw\n"


def test_amd_with_avx_512_sorts_with_avx2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(tmp_path, monkeypatch, AMD) == AVX512


@pytest.mark.parametrize("about", [AMD.replace(" avx512f", ""), AMD.replace("AuthenticAMD", "GenuineIntel"), ""])
def test_other_processors_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: str) -> None:
    assert told(tmp_path, monkeypatch, about) is None


def test_what_the_user_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(tmp_path, monkeypatch, AMD, "X86_V3") == "X86_V3"


def test_a_system_without_cpuinfo_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "numpy", raising=False)
    monkeypatch.delenv(VARIABLE, raising=False)
    prefer_fast_sort(tmp_path / "nothing")
    assert VARIABLE not in os.environ


def test_numpy_says_nothing_to_it() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import numpy"], env={**os.environ, VARIABLE: AVX512}, capture_output=True, check=True
    )
    assert said.stdout + said.stderr == b""
