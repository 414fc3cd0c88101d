"""Write the SQL of an audit's record, as SQLAlchemy renders it, to where an audit reads it.

    python scripts/render_statements.py

Run it after a change of `reports/store/statements.py` or of a table; a test says when it was forgotten.
"""

from pathlib import Path

from reports.store.statements import render

if __name__ == "__main__":
    Path("reports/recorder/statements.sql").write_text(render(), "utf-8")
