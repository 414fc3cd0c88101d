"""DNS: names that are asked for, and texts that are answered."""
