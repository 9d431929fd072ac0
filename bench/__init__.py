"""Benchmarks beside peers. Never timed tests."""
