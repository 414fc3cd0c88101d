"""MongoDB: documents of commands and replies."""
