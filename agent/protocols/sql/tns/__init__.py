"""Oracle: packets of Transparent Network Substrate, their data as text."""
