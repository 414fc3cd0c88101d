"""Contents: a part to the parts within it."""
