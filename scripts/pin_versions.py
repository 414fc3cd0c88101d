"""Pin what is installed here: writes constraints.txt and the same list under [tool.uv] in pyproject.toml.

Run it in the environment whose tests have passed: `uv run python scripts/pin_versions.py`.
"""

import re
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_OURS = {"kouan", "pip", "setuptools", "uv", "wheel"}
HEADER = "# The versions Kouan is tested with: pip install -c constraints.txt . (written by scripts/pin_versions.py)\n"


def pins() -> list[str]:
    """One `name==version` for every installed distribution but Kouan and the installers, by name."""
    found = {re.sub(r"[-_.]+", "-", each.name).lower(): each.version for each in distributions()}
    return [f"{name}=={version}" for name, version in sorted(found.items()) if name not in NOT_OURS]


def main() -> None:
    """Write both lists; uv reads no file of constraints from pyproject.toml, pip no pyproject.toml."""
    lines = pins()
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    project = ROOT / "pyproject.toml"
    listed = "constraint-dependencies = [\n" + "".join(f'  "{line}",\n' for line in lines) + "]"
    text = project.read_text(encoding="utf-8")
    project.write_text(re.sub(r"constraint-dependencies = \[[^\]]*\]", listed, text), encoding="utf-8")


if __name__ == "__main__":
    main()
