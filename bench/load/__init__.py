"""The whole bot over HTTP, measured beside a bare echo bot on the same stand-in for Telegram."""
