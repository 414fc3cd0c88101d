"""One run of a command: processor time, peak memory and exit status, of it and of the children it waited for."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took."""

    cpu_seconds: float  # user and system
    peak_bytes: int  # largest resident set of one process
    status: int


def run(command: list[str], folder: Path) -> Run:
    """Run a command, its output going to `stdout` and `stderr` in a folder."""
    files = [os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for name in ("stdout", "stderr")]
    actions = [(os.POSIX_SPAWN_DUP2, file, number) for number, file in enumerate(files, 1)]
    # As installed: a Python peer may keep what it compiled, as pip leaves it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = os.posix_spawnp(command[0], command, environment, file_actions=actions)
    for file in files:
        os.close(file)
    _, status, usage = os.wait4(child, 0)
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status))
