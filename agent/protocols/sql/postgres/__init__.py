"""PostgreSQL, protocol 3 (PostgreSQL documentation, chapter 55)."""
