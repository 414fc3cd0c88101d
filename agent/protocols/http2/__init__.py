"""HTTP/2 in the clear: frames to streams, header blocks to heads, data to bodies."""
