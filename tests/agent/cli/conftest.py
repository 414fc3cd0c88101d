"""The record of the demonstration, for commands that read or review one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli import main


@pytest.fixture(scope="session")
def kouan() -> Callable[..., Result]:
    """Runs the command line in this process."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)

    return run


@pytest.fixture(scope="session")
def demonstration(kouan: Callable[..., Result], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    assert kouan("demo", "--out", folder).exit_code == 0
    return folder


@pytest.fixture
def recorded(demonstration: Path, tmp_path: Path) -> Path:
    """A test's own copy of the demonstration's record."""
    return Path(shutil.copy(demonstration / "kouan.db", tmp_path / "kouan.db"))
