"""MySQL and MariaDB (MySQL internals, client/server protocol)."""
