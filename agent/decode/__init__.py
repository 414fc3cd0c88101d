"""Frames to packets, a whole chunk at a time."""
