"""rsync: files sent to and fetched from a daemon."""
