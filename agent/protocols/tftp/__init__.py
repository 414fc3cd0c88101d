"""TFTP: requests, and the transfers they begin on another port."""
