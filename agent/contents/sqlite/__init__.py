"""SQLite databases (https://www.sqlite.org/fileformat2.html): the rows of their tables."""

from agent.contents.sqlite.document import Sqlite
from agent.contents.sqlite.pages import MAGIC

__all__ = ["MAGIC", "Sqlite"]
