"""rar archives: their names, and the files that are stored; what is packed is unread, with its name."""

from agent.contents.rar.archive import Rar
from agent.contents.rar.headers import MARK

__all__ = ["MARK", "Rar"]
