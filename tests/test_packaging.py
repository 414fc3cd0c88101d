"""What is built is what was meant: four packages, their data, and pins that agree."""

import re
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DATA = {
    "agent/demo/example-wealth.yaml",
    "geo/data/LICENSE-DATA.md",
    "geo/data/anycast.csv",
    "geo/data/kouan-country.mmdb",
    "policies/packs/automotive.yaml",
    "policies/packs/finance-securities.yaml",
    "policies/packs/health.yaml",
    "policies/packs/inventory.yaml",
    "policies/packs/pipl-general.yaml",
    "policies/packs/tests/pipl-general.yaml",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("uv") is None:
        pytest.skip("uv is not installed")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(["uv", "build", "--quiet", "--out-dir", str(folder)], cwd=ROOT, check=True, timeout=300)
    return folder


def wheel_names(folder: Path) -> set[str]:
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.slow
def test_the_top_level_of_the_wheel_is_exactly_the_four_packages(built: Path) -> None:
    tops = {name.partition("/")[0] for name in wheel_names(built)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"agent", "geo", "policies", "reports"}


@pytest.mark.slow
def test_the_wheel_holds_the_data_the_product_reads(built: Path) -> None:
    names = wheel_names(built)
    assert names >= DATA
    assert any(name.startswith("reports/templates/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.slow
def test_the_wheel_holds_no_tests_and_no_databases_of_runs(built: Path) -> None:
    assert [name for name in wheel_names(built) if re.search(r"test_|\.db$|\.pcap|\.key$", name)] == []


@pytest.mark.slow
def test_the_sdist_holds_what_a_build_and_a_test_need(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "constraints.txt", "README.md", "LICENSE", "tests/test_packaging.py", *DATA} <= names


def test_pip_and_uv_are_given_the_same_pins() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins == PROJECT["tool"]["uv"]["constraint-dependencies"]


def test_every_direct_dependency_is_pinned() -> None:
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", line)[0]).lower() for line in asked}
    pinned = {line.partition("==")[0] for line in PROJECT["tool"]["uv"]["constraint-dependencies"]}
    assert names - pinned == set()
