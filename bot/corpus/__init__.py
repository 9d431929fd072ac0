"""Files to documents to paragraphs: readers by format, furniture removal, repair, splitting."""
