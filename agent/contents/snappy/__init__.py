"""Snappy in the three forms it travels in."""

from agent.contents.snappy.blocks import FORMATS, RAW

__all__ = ["FORMATS", "RAW"]
