"""The numbered steps that bring a database to the schema this version knows.

`NNNN_name.sql` is run once, in order, in one transaction with the number it leaves in `PRAGMA
user_version`. A step that was released is never changed.
"""

from importlib import resources
from typing import Final

APPLICATION_ID: Final = 0x4B4F5541
"""What `PRAGMA application_id` of a record says: "KOUA"."""


def steps() -> tuple[str, ...]:
    """The SQL of all steps; step n brings a database from version n to n + 1."""
    files = (file for file in resources.files(__name__).iterdir() if file.name.endswith(".sql"))
    return tuple(file.read_text(encoding="utf-8") for file in sorted(files, key=lambda file: file.name))


def script(version: int, all_steps: tuple[str, ...]) -> str:
    """One transaction that takes a database from `version` to the newest."""
    return "\n".join(
        (
            "BEGIN IMMEDIATE;",
            *all_steps[version:],
            f"PRAGMA application_id = {APPLICATION_ID};",
            f"PRAGMA user_version = {len(all_steps)};",
            "COMMIT;",
        )
    )
