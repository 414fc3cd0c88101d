"""zip archives (APPNOTE.TXT 6.3), and the office documents that are zip archives."""

from agent.contents.zip.archive import Zip
from agent.contents.zip.header import MAGIC
from agent.contents.zip.office import TEXT_TYPE as OFFICE_TYPE

__all__ = ["MAGIC", "OFFICE_TYPE", "Zip"]
