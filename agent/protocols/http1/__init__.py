"""HTTP/1.x messages: where they start, how long they are, what they carry."""
