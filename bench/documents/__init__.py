"""Documents of the kinds that people have, with the paragraphs that are to come out of each."""
