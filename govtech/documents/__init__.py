"""Documents: one model of a text with headings, lists and tables, and its ways out to and in from files."""
