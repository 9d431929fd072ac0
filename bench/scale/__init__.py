"""Fast at any size, measured: an archive that is made up, the bot over it, and the peers beside it."""
