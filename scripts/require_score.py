"""Hold a lab score against its minima: exit status 1 when one is missed."""

import argparse
import json
import sys
from pathlib import Path


def main() -> int:
    """Compare flow precision and strict recall with what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("score", type=Path)
    parser.add_argument("--precision", type=float, required=True)
    parser.add_argument("--strict-recall", type=float, required=True)
    asked = parser.parse_args()
    flow = json.loads(asked.score.read_text(encoding="utf-8"))["flow"]
    figures = (
        ("precision", flow["p"] or 0.0, asked.precision),
        ("strict recall", flow["strict_recall"], asked.strict_recall),
    )
    for name, got, least in figures:
        print(f"{name} {got:.3f}, at least {least:.3f}: {'held' if got >= least else 'MISSED'}")
    return int(any(got < least for _, got, least in figures))


if __name__ == "__main__":
    sys.exit(main())
