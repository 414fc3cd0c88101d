"""POP3: mails fetched from a server."""
