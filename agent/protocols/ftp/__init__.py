"""FTP: the control connection, and the data connections it announces."""
