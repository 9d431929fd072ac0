"""How the schema came to be, step by step. Append-only: a step that has run somewhere is never edited."""
