"""A Bot API server on loopback with a chat page: the bot without a token, and the edge that tests talk to."""
