"""OLE compound files (MS-CFB): Word, Excel and PowerPoint before 2007, Outlook messages, installers."""

from agent.contents.ole.document import Ole
from agent.contents.ole.scattered import MAGIC

__all__ = ["MAGIC", "Ole"]
