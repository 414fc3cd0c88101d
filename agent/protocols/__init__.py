"""Protocols: ordered bytes of a conversation to parts."""
