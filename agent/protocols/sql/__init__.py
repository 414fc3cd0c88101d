"""Databases: statements with their parameters, and results, one row a line under the names of its columns."""
