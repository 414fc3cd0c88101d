"""The firm's own data in traffic: exact values and registered documents, known by keyed hashes alone."""
