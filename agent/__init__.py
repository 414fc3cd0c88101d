"""The wire: from captured bytes to a judged transfer."""

__version__ = "0.1.0"
