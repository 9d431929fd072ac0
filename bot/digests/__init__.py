"""Digests: when they are due, what is new in them. Pure: the clock is an argument."""
