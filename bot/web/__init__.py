"""The web: pages and feeds of strangers, fetched from public addresses alone, within bounds."""
