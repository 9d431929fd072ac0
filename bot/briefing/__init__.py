"""Hits to a briefing: sentence splitting, sentence selection, form."""
