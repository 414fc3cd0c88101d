"""7z archives (7zFormat.txt of the LZMA SDK)."""

from agent.contents.seven_zip.archive import SevenZip
from agent.contents.seven_zip.header import MAGIC

__all__ = ["MAGIC", "SevenZip"]
