"""The rule: what is sensitive, and what may cross."""
