"""LDAP: entries, and what is written to them."""
