"""SIP: what messages carry besides who calls whom."""
