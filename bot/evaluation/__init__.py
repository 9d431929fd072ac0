"""How good the answers are, by a gold set: right paragraphs, facts that matter, what must stay out."""
