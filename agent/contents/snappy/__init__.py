"""Snappy in the three forms it travels in."""

from agent.contents.snappy.blocks import FORMATS, SNAPPY

__all__ = ["FORMATS", "SNAPPY"]
