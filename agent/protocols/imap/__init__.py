"""IMAP: mails fetched from a server, and mails put there."""
