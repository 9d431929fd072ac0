"""Text analysis, the TF-IDF index, the topic vocabulary, and fuzzy matching."""
