"""SMB 1, 2 and 3: files that are written and read, their names, listings and pipes."""
