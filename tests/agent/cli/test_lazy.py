"""Groups of commands that are imported only when they are called."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from agent.cli.lazy import LazyGroup
from agent.cli.policy import policy


def test_help_lists_every_command_with_its_summary() -> None:
    group = LazyGroup("g", package="no.such.package", summaries={"second": "does more", "first": "does this"})
    lines = CliRunner().invoke(group, ["--help"]).output.splitlines()
    assert [line.split() for line in lines[-2:]] == [["first", "does", "this"], ["second", "does", "more"]]


def test_a_command_is_found_in_the_module_of_its_name() -> None:
    command = policy.get_command(click.Context(policy), "check")
    assert command is not None
    assert command.name == "check"


@pytest.mark.parametrize("name", ["nothing", "../check", ""])
def test_an_unknown_command_is_none(name: str) -> None:
    assert policy.get_command(click.Context(policy), name) is None


def test_help_imports_no_command() -> None:
    asked = "import sys, agent.cli.policy as p; p.policy(['--help'], standalone_mode=False); "
    told = "sys.stderr.write(str('agent.cli.policy.check' in sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked + told], capture_output=True, text=True, check=True)
    assert done.stderr == "False"
