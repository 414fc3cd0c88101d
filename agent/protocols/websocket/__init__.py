"""WebSocket: messages in frames, masked by the client, compressed by agreement."""
