"""The place: where an address is, with confidence and source."""
