"""Rich Text Format (RTF 1.9.1): its text, and the files and pictures in it."""

from agent.contents.rtf.document import Rtf
from agent.contents.rtf.words import MAGIC

__all__ = ["MAGIC", "Rtf"]
