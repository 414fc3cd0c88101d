"""Take docs/images/report.png: the demonstration's report as headless Chromium shows it."""

import subprocess
import sys
import tempfile
from pathlib import Path

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "report.png"
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync")
OFFLINE = ("--disable-background-networking", "--disable-component-update", "--disable-quic")
WINDOW = "--window-size=1280,1760"


def main() -> None:
    """Run the demonstration in a temporary folder and write the picture of its report."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([Path(sys.executable).with_name("kouan"), "demo", "--out", folder], check=True, timeout=120)
        shot = (f"--user-data-dir={folder}/profile", f"--screenshot={PICTURE}", WINDOW, f"file://{folder}/report.html")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["chromium", *QUIET, *OFFLINE, *shot], check=True, timeout=120, capture_output=True)


if __name__ == "__main__":
    main()
