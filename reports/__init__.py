"""The record: what is written down, and how people read it."""
