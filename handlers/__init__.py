"""Telegram at the edge: handlers, texts, sending, and the composition root in app.py."""
