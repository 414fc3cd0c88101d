"""TNEF: what Outlook sends as winmail.dat, its body and its attachments."""

from agent.contents.tnef.stream import MAGIC, Tnef

__all__ = ["MAGIC", "Tnef"]
