"""NFS 3 and 4: files that are written and read, their names and listings."""
