"""Cases: what a policy must say of a transfer, written down by its officer and checked by `kouan policy test`."""
